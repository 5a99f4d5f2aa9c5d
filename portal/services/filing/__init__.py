"""Drafts of residents until they are submitted, and receipts."""
