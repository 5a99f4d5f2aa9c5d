"""A LINE platform for demo and tests."""
