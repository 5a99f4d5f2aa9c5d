"""Signatures, further signers, mandates."""
