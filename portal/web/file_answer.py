"""Hands a file out: to be saved, never to be shown as a page of ours. Of a picture there is a preview, made by us."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fastapi.responses import Response

from forms.environment import KeptFile
from forms.fields.file import size


@dataclass(frozen=True)
class Linked:
    """A file in words, where it is handed out, and its preview; "" where there is none, or it waits to be looked at. `pages`:
    of a PDF, 0 of everything else."""

    words: str
    href: str
    preview: str
    waiting: bool
    pages: int = 0


def linked(files: Sequence[KeptFile], here: str) -> list[Linked]:
    """`here` is the address of what they belong to."""
    return [_linked(file, f"{here}/files/{file.id}") for file in files]


def _linked(file: KeptFile, href: str) -> Linked:
    words = f"{file.name}（{size(file.bytes)}）"
    if file.waiting:
        return Linked(words, "", "", True)
    pages = file.pages if file.media == "application/pdf" else 0
    return Linked(words, href, f"{href}/preview" if file.preview else "", False, pages)


def file_answer(file: KeptFile, content: bytes) -> Response:
    """Its type is what its content says, and `nosniff` (headers.py) keeps browsers to it."""
    suffix = file.name.rpartition(".")[2]
    named = f"attachment; filename=\"file.{suffix}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(content, media_type=file.media, headers={"Content-Disposition": named, "Cache-Control": "no-store"})


def preview_answer(content: bytes) -> Response:
    """A picture of our own making, and nothing but a picture: opened by itself it may do nothing either."""
    headers = {
        "Content-Disposition": 'inline; filename="preview.jpg"',
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(content, media_type="image/jpeg", headers=headers)
