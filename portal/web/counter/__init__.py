"""Visits to a counter: interview, card, papers, the visitor's screen."""
