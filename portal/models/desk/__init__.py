"""A section's work on cases."""
