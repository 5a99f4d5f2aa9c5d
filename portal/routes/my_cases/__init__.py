"""What applicants do with their applications."""
