"""A card provider for practice: a true OpenID provider over HTTP, on its own port, for people who do not exist.

Knows the protocol, never the portal. A production start must refuse it.
"""
