"""Printed forms: fonts and typesetting."""
