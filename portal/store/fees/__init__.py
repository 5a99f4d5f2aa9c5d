"""Orders, payments, refunds, tills."""
