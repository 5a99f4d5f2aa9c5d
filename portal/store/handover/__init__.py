"""Layouts, batches, results and records of hand-overs to core systems."""
