"""Encodes submitted pictures again."""
