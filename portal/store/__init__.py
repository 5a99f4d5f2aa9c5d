"""Every SQL statement: one file per aggregate, values in and values out."""
