"""Applications after submission."""
