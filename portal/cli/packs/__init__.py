"""Packs of procedures, to and from other cities."""
