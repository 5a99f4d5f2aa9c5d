"""Signatures and mandates."""
