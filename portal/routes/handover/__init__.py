"""Layouts, batches, results, and what was handed over to core systems."""
