"""XLSX downloads, never cached."""

from fastapi.responses import Response

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(content: bytes, name: str) -> Response:
    """`name`: ASCII, without extension."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "no-store"}
    return Response(content, media_type=_XLSX, headers=headers)
