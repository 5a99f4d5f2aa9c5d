"""At the pages of a draft."""
