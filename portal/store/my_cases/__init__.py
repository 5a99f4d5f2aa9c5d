"""Applicants' actions: state, messages, corrections, papers, withdrawal."""
