"""Drafts, submission, receipt."""
