"""Commands around what people are sent."""
