"""CSV downloads, never cached."""

from collections.abc import Iterable

from fastapi.responses import Response


def csv_answer(pieces: Iterable[bytes], name: str) -> Response:
    """Buffered: a slow client holds no database connection. `name`: ASCII, without extension."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(b"".join(pieces), media_type="text/csv; charset=utf-8", headers=headers)
