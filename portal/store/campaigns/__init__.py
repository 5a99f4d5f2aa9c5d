"""Invitations to many people, and the codes in their letters."""
