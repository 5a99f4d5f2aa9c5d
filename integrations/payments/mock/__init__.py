"""A payment provider for practice: real HTTP on the mock's port, a pay page, signed calls back. No money moves.

Knows its own protocol, never the portal. A production start must refuse it.
"""
