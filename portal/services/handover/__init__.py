"""Layouts, batches, results, and what core systems received."""
