"""What a section does with its cases."""
