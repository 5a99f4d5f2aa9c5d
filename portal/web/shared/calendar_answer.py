from urllib.parse import urlsplit

from fastapi.responses import Response

from portal.config import Settings


def calendar_host(settings: Settings) -> str:
    """The right side of each UID."""
    return urlsplit(settings.base_url).hostname or "localhost"


def calendar_answer(content: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.ics"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
