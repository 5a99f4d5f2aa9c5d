"""Bank branches, looked up offline."""
