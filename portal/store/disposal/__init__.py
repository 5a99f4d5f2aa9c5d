"""Disposal of old records: proposals, approvals, legal holds, deletion."""
