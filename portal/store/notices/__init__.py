"""Mail, LINE, letters, dispatch."""
