"""Counter visits: interview, card, papers, visitor screen."""
