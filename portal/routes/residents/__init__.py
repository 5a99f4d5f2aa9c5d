"""Residents: sign-in, contacts, protection."""
