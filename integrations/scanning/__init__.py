"""Virus scanners: plugs of `Scanner`. A plug for ClamAV (INSTREAM) comes in a later part; until then there is the fake."""
