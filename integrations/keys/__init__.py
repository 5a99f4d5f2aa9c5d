"""Where the key-encryption keys are kept: plugs of `KeyStore`. Knows no database and no record."""
