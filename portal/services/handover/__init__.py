"""Layouts, batches, results, hand-overs."""
