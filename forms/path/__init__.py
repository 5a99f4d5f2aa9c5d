"""The path of answers through a definition."""
