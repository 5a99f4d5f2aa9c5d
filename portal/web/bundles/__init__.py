"""Several procedures filed together."""
