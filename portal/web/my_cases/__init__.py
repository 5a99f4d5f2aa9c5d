"""Applicants' acts: messages, corrections, papers, withdrawal."""
