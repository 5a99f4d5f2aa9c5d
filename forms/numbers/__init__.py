"""Check digits, account numbers, calendar, draws."""
