"""Drafts: pages, helpers, sources, submission, receipt."""
