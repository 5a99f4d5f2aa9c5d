"""Invitations to many people, and the codes of their letters."""
