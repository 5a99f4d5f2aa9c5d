"""Hands a file out: to be saved, never to be shown as a page of ours."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi.responses import Response

from forms.environment import KeptFile
from forms.fields.file import size


def linked(files: Sequence[KeptFile], here: str) -> list[tuple[str, str]]:
    """Each file in words, and where it is handed out; `here` is the address of what it belongs to."""
    return [(f"{file.name}（{size(file.bytes)}）", f"{here}/files/{file.id}") for file in files]


def file_answer(file: KeptFile, content: bytes) -> Response:
    """Its type is what its content says, and `nosniff` (headers.py) keeps browsers to it."""
    suffix = file.name.rpartition(".")[2]
    named = f"attachment; filename=\"file.{suffix}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(content, media_type=file.media, headers={"Content-Disposition": named, "Cache-Control": "no-store"})
