"""The catalogue and its sheets."""
