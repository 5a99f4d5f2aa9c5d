"""Attachments: quarantine, pieces, My Number."""
