"""XLSForm."""
