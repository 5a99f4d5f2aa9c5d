"""Never shown as pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fastapi.responses import Response

from forms.fields.file import OLD, READ, TEXT, XML, size
from forms.path.environment import KeptFile


@dataclass(frozen=True)
class Linked:
    """`preview` "" without one. `pages`: of a PDF. `id` "" while it waits."""

    words: str
    href: str
    preview: str
    waiting: bool
    pages: int = 0
    id: str = ""
    place: str = ""  # "35.123456,139.123456"
    office: bool = False
    old: bool = False  # of Office before 2007: saved, never shown

    @property
    def shown(self) -> bool:
        return bool(self.pages or self.preview)


def linked(files: Sequence[KeptFile], base: str) -> list[Linked]:
    return [_linked(file, f"{base}/files/{file.id}") for file in files]


def _linked(file: KeptFile, href: str) -> Linked:
    words = f"{file.name}（{size(file.bytes)}）"
    if file.waiting:
        return Linked(words, "", "", True)
    pages = file.pages if file.media == "application/pdf" else 0
    place = f"{file.latitude},{file.longitude}" if file.latitude else ""
    return Linked(
        words,
        href,
        f"{href}/preview" if file.preview else "",
        False,
        pages,
        file.id,
        place,
        file.media in READ,
        file.media in OLD.values(),
    )


def file_answer(file: KeptFile, content: Callable[[], bytes]) -> Response:
    """The type comes from the content, enforced by `nosniff`. XML goes as text."""
    suffix = file.name.rpartition(".")[2]
    named = f"attachment; filename=\"file.{suffix}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(content(), media_type=TEXT if file.media == XML else file.media, headers=headers)


def preview_answer(content: bytes) -> Response:
    """Sandboxed even if opened directly."""
    headers = {
        "Content-Disposition": 'inline; filename="preview.jpg"',
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(content, media_type="image/jpeg", headers=headers)
