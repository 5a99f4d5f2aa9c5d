"""Invitations to procedures (案内)."""
