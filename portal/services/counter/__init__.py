"""Interview, card, papers, the visitor's screen."""
