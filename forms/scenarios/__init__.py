"""Scenarios of definitions, and sampled answers."""
