"""A photograph with its place and a hidden archive, through every page that takes a file: it comes out re-made, or not at all."""

import hashlib
import io
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from forms.fields.file import MEDIA
from portal.models.base import Model
from portal.routes.families import every_router, pages_of
from portal.sealing import Sealer
from portal.services.files.recognise_file import media_of
from portal.services.shared.installation import Installation
from portal.web.machines.route import MachineRouter
from portal.web.shared.piece_posting import KIND
from portal.web.shared.posting import read_post
from tests.databases import Makers
from tests.pictures import PLACE, printed, taken_by_a_telephone
from tests.portal.hostile.file_doors import COPY, KEEPING, READING, SIGNED, WHOLE, Door, on_copy
from tests.portal.routes.asking_pages import BASE, address_of

HIDDEN = b"KAKANAI-HIDDEN-IN-AN-ARCHIVE"
NAME = "photo.jpg"


def hostile() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("evil.js", HIDDEN)
    content = taken_by_a_telephone(printed(120, 160)) + archive.getvalue()
    assert PLACE in content
    assert zipfile.ZipFile(io.BytesIO(content)).read("evil.js") == HIDDEN
    return content


@pytest.fixture
def database_url(makers: Makers) -> Iterator[str]:
    """Files are kept alike on both engines."""
    url = makers["sqlite"].handed_on()
    yield url
    makers["sqlite"].take_back(url)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> dict[bytes, bytes]:
    """What is sealed from now on, by how it is stored."""
    by_sealed: dict[bytes, bytes] = {}
    seal = Sealer.seal_bytes

    def seal_bytes(self: Sealer, column: str, plain: bytes) -> bytes:
        sealed = seal(self, column, plain)
        by_sealed[sealed] = plain
        return sealed

    monkeypatch.setattr(Sealer, "seal_bytes", seal_bytes)
    return by_sealed


def stored(installation: Installation, opened: dict[bytes, bytes]) -> list[bytes]:
    """Every value of every table, and every file that is not the database."""
    values: list[bytes] = []
    with installation.database.read() as unit:
        for table in Model.metadata.tables:
            for row in unit.connection.execute(text(f'SELECT * FROM "{table}"')):
                values += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    files = [
        path for path in Path(installation.settings.data).rglob("*") if path.is_file() and "sqlite" not in path.name
    ]
    return [*(opened.get(value, value) for value in values), *(path.read_bytes() for path in files)]


def pictures(values: list[bytes]) -> list[bytes]:
    return [value for value in values if value and media_of(value) == MEDIA["jpeg"]]


def assert_nothing_raw(values: list[bytes]) -> None:
    assert [value[:40] for value in values if PLACE in value or HIDDEN in value or b"evil.js" in value] == []


def post(door: Door, content: bytes) -> int:
    address, values, box = door.form()
    status: int = door.client.post(address, data=values, files={box: (NAME, content)}).status_code
    return status


def post_in_pieces(door: Door, content: bytes) -> int:
    address, values, box = door.form()
    digest = b64encode(hashlib.sha256(content).digest()).decode()
    name = box.removesuffix(".upload")
    headers = {
        "Content-Type": KIND, "X-Form-Token": values["csrf_token"][0], "Repr-Digest": f"sha-256=:{digest}:",
        "Upload-Length": str(len(content)), "Upload-Offset": "0",
    }  # fmt: skip
    piece = door.client.patch(f"{address}?question={name}", content=content, headers=headers)
    assert piece.status_code == 204
    values[f"{name}.pieces"] = [f"{digest} {len(content)} {NAME}"]
    return int(door.client.post(address, data=values, files={box: ("", b"")}).status_code)


def test_every_page_that_takes_a_file_is_attacked_here() -> None:
    taking = {
        (page.method, page.path)
        for page in pages_of("single").pages
        if page.reader is not None and page.reader is not read_post
    }
    assert {path for method, path in taking if method == "POST"} == {*KEEPING, *READING, *SIGNED, *WHOLE, COPY}
    assert {path for method, path in taking if method == "PATCH"} == {*KEEPING, COPY}


@contextmanager
def through(path: str, installation: Installation) -> Iterator[Door]:
    if path == COPY:
        with on_copy(installation) as door:
            yield door
    else:
        yield {**KEEPING, **READING, **WHOLE}[path](installation)


@pytest.mark.parametrize("path", [*KEEPING, *WHOLE, COPY])
def test_a_kept_picture_is_made_again(path: str, installation: Installation, opened: dict[bytes, bytes]) -> None:
    with through(path, installation) as door:
        assert post(door, hostile()) in (200, 303, 422)
        values = stored(installation, opened)
        assert_nothing_raw(values)
        kept = len(pictures(values))
        assert kept >= 1, "the page kept no picture"
        if path in WHOLE:
            return
        assert post_in_pieces(door, hostile() + b"other") in (200, 303, 422)
        values = stored(installation, opened)
        assert_nothing_raw(values)
        assert len(pictures(values)) > kept or path == COPY


@pytest.mark.parametrize("path", READING)
def test_where_no_picture_is_asked_for_nothing_of_it_is_kept(
    path: str, installation: Installation, opened: dict[bytes, bytes]
) -> None:
    with through(path, installation) as door:
        assert post(door, hostile()) in (200, 303, 422)
    values = stored(installation, opened)
    assert_nothing_raw(values)
    assert pictures(values) == []


def test_without_its_signature_and_by_machines_no_file_is_taken(installation: Installation) -> None:
    calls = [
        route.path  # type: ignore[attr-defined]
        for router in every_router()
        if isinstance(router, MachineRouter)
        for route in router.routes
        if {"POST", "PUT", "PATCH"} & set(getattr(route, "methods", ()))
    ]
    assert calls
    door = KEEPING["/applications/{receipt_number}/papers/{paper}"](installation)
    for path in (*calls, *SIGNED):
        answer = door.client.post(BASE + address_of(path), content=hostile(), headers={"Content-Type": "image/jpeg"})
        assert 400 <= answer.status_code < 500, path
