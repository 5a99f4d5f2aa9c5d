"""Hand-over files made from layouts, which are data. Knows records and batches; no database, no procedure, no route."""
