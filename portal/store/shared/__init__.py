"""Tables for all rooms: installation, rights, audit, throttling, codes."""
