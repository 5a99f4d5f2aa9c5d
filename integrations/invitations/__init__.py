"""Plugs that know who was invited to a procedure (案内)."""
