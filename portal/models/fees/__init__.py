"""Payments, refunds and tills."""
