"""Invitations to many people, and their codes."""
