"""Web addresses of a sign-in, where both sides put parameters on them. Opens none."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode


def with_query(address: str, parameters: Mapping[str, str]) -> str:
    """`address` with `parameters` added to its query; a query that it has stays (RFC 6749 3.1, 4.1.2)."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters, quote_via=quote)}"
