"""Towns of a postal code: plugs of `TownLookup`. Knows no network: an address typed here leaves no trace outside."""
