"""The content of a procedure definition."""
