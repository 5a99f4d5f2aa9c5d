"""Invitations and their codes."""
