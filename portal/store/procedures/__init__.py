"""The catalogue: publishing, sign-off sheets, rules in words."""
