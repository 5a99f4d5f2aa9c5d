"""Streamed, bounded, no file before the CSRF check."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from forms.fields.file import MEGABYTE, MOST_BYTES
from portal.errors import BadRequest, Busy, ForgedPost, TooLarge
from portal.services.files.keep_file import Upload
from portal.web.shared import posting
from portal.web.shared.posting import MOST_FIELDS, TOKEN_FIELD, Posted, demand_token, read_post, same_origin
from portal.web.shared.router import Sent

MOST_OF_A_POST = 30 * MEGABYTE
MOST_FILES = 20
MOST_OF_A_FOLDER = 10_000
MOST_AT_ONCE = 4  # concurrent posts with files per process; bounds memory
SECONDS = 600  # 30 MB at 0.4 Mbit/s; slower clients would block others


@dataclass(frozen=True)
class FilesPosted:
    boxes: Posted
    uploads: Mapping[str, tuple[Upload, ...]] = field(default_factory=dict)
    with_files: bool = False  # the form has file inputs, even if empty
    over: bool = False  # more than a folder may hold; nothing of it is here


def posted_table(sent: FilesPosted, box: str) -> bytes | None:
    table, uploads = posting.first(sent.boxes, "table"), sent.uploads.get(box, ())
    if table:
        return table.encode()
    return uploads[0].content if len(uploads) == 1 and uploads[0].name else None


class _Slots:
    # Without lock: one event loop uses it.

    taken = 0


@dataclass(frozen=True)
class Limits:
    files: int = MOST_FILES  # in the post
    bytes: int = MOST_BYTES  # of one
    reports: bool = False  # the route says what to do with more; else the post is refused


async def read_file_post(request: Request, limits: Limits = Limits()) -> AsyncIterator[FilesPosted]:
    """Raises Busy; a slot is free once the response is made."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        yield FilesPosted(await read_post(request))
        return
    if _Slots.taken >= MOST_AT_ONCE:
        raise Busy("files")
    _Slots.taken += 1
    try:
        sent = await _read(request, limits)
        request.state.posted = sent.boxes  # for the page shown if the session has expired meanwhile
        yield sent
    finally:
        _Slots.taken -= 1


async def _read(request: Request, limits: Limits) -> FilesPosted:
    same_origin(request)
    _, options = parse_options_header(request.headers["content-type"])
    reader = _Reader(request, limits)
    size = 0
    try:
        async with asyncio.timeout(SECONDS):
            parser = MultipartParser(options.get(b"boundary", b"") or b"-", reader.callbacks())  # type: ignore[arg-type]
            async for chunk in request.stream():
                size += len(chunk)
                parser.write(chunk)  # the token comes first
                if size > MOST_OF_A_POST:
                    raise TooLarge("files")
            parser.finalize()
    except (FormParserError, UnicodeDecodeError, TimeoutError):
        raise BadRequest("form") from None
    except TooLarge:
        if limits.reports and reader.ours:
            return FilesPosted({}, with_files=True, over=True)
        raise
    return reader.posted()


class _Reader:
    # A file before the form's token (templates/parts/form_start.html) is not read.

    def __init__(self, request: Request, limits: Limits) -> None:
        self._request, self._limits = request, limits
        self.ours = self._ended = False
        self._boxes: dict[str, list[str]] = {}
        self._uploads: dict[str, list[Upload]] = {}
        self._room = posting.MOST_BYTES
        self._parts = 0
        self._header = ("", "")

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._read_header(data[start:end], b""),
            "on_header_value": lambda data, start, end: self._read_header(b"", data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._begin_content,
            "on_part_data": lambda data, start, end: self._take(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def posted(self) -> FilesPosted:
        """Raises BadRequest, ForgedPost."""
        if not self._ended:
            raise BadRequest("form")
        if not self.ours:
            raise ForgedPost("token")
        return FilesPosted(self._boxes, {name: tuple(files) for name, files in self._uploads.items()}, True)

    def _begin(self) -> None:
        self._key = self._text = b""
        self._options: dict[bytes, bytes] = {}

    def _read_header(self, key: bytes, text: bytes) -> None:
        self._key += key
        self._text += text

    def _end_header(self) -> None:
        if self._key.lower() == b"content-disposition":
            _, self._options = parse_options_header(self._text)
        self._key = self._text = b""

    def _begin_content(self) -> None:
        self._name = self._options.get(b"name", b"").decode()
        self._file = self._options[b"filename"].decode() if b"filename" in self._options else None
        self._content = bytearray()
        self._cut = False
        if self._file is not None and not self.ours:
            raise ForgedPost("file before token")
        self._parts += 1
        if not self._name or self._parts > MOST_FIELDS:
            raise BadRequest("form")

    def _take(self, piece: bytes) -> None:
        if self._file is None:
            self._room -= len(piece)
            if self._room < 0:
                raise TooLarge("boxes")
        elif len(self._content) + len(piece) > self._limits.bytes:
            self._content.clear()  # reported beside its question; the rest is skipped
            self._cut = True
        if not self._cut:
            self._content += piece

    def _end(self) -> None:
        if self._file is None:
            self._end_box(self._content.decode())
        elif self._file or self._content or self._cut:  # an empty file input is sent, too
            files = self._uploads.setdefault(self._name, [])
            if sum(map(len, self._uploads.values())) >= self._limits.files:
                raise TooLarge("files")
            files.append(Upload(self._file, None if self._cut else bytes(self._content)))
        self._content = bytearray()

    def _end_box(self, value: str) -> None:
        if self._name == TOKEN_FIELD:
            demand_token(self._request, value)
            self.ours = True
        else:
            self._boxes.setdefault(self._name, []).append(value)

    def _finish(self) -> None:
        self._ended = True


FilePost = Annotated[FilesPosted, Sent(read_file_post)]
# A whole folder: no more bytes, but in many files or a single one.
_FOLDER = Limits(MOST_OF_A_FOLDER, MOST_OF_A_POST, reports=True)
FolderPost = Annotated[FilesPosted, Sent(partial(read_file_post, limits=_FOLDER))]
