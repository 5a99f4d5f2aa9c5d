"""What is known already, at the pages of a draft."""
