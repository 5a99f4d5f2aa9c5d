"""Authorities and cards for practice: real keys, real certificates, real lists and answers over HTTP, for people who do
not exist.

Knows what cards look like, never the portal. A store for real cards takes none of it.
"""
