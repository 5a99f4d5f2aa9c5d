"""What a procedure is, and whether answers fit it. Knows neither web, database nor template."""
