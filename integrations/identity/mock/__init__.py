"""A practice OpenID provider with invented people. Production refuses it."""
