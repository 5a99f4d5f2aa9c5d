"""Catalogue, publishing, sign-off sheets, rules in words."""
