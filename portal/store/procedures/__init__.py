"""The catalogue, sign-off sheets."""
