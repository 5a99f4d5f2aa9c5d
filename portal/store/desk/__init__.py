"""Work of a section on its cases."""
