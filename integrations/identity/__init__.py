"""Who is there: plugs of `IdentityProvider`. Each knows its own manner and nothing of pages, rows or the other plugs."""
