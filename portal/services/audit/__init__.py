"""Reports and samples."""
