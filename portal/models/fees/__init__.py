"""Tables of orders, payments, refunds and tills."""
