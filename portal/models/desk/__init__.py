"""Tables of what a section does with its cases."""
