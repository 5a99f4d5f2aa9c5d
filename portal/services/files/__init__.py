"""Attachments and 個人番号."""
