"""Towns by postal code, looked up offline."""
