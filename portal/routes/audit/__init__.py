"""Reports and samples of the audit records."""
