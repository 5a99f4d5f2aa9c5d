"""Residents' drafts until submission, and receipts."""
