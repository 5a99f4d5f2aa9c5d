"""Tables of mail, LINE, letters and dispatch."""
