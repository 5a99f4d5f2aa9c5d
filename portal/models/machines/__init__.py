"""Machine clients, their tokens and changes."""
