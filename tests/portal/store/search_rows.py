"""The rows of the search as they are stored."""

from struct import pack

from sqlalchemy import text

from portal.db import Unit


def search_rows(unit: Unit, application_id: int | None = None) -> list[tuple[bytes, int, int]]:
    """First eight bytes of each token, all that PostgreSQL has of them; application; person."""
    of_one = "" if application_id is None else f" WHERE application_id = {application_id}"
    stored = unit.connection.execute(text(f"SELECT token, application_id, person, tokens FROM look_up{of_one}"))
    return sorted(
        (start, number, person)
        for token, number, person, tokens in stored
        for start in ([bytes(token)[:8]] if tokens is None else [pack(">q", each) for each in tokens])
    )
