"""Applicants' acts after sending."""
