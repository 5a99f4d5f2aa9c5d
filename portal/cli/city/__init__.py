"""Commands about the city's files."""
