"""The settings of a city, by date."""
