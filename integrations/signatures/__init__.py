"""Signatures of documents (署名)."""
