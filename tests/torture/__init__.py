"""Clients file while processes and databases are killed; then what they were told is compared with what is stored."""
