"""Messages by LINE."""
