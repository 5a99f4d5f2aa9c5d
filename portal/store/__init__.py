"""Every SQL statement lives here: one file per aggregate, plain verbs, values in and values out."""
