"""One application after submission."""
