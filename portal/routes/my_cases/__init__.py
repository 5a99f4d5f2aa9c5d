"""What applicants do with their applications: state, messages, corrections, papers, withdrawal."""
