"""Style sheets and scripts at addresses that contain their hash."""

from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from portal.config import TREE, Settings
from portal.errors import NotFound
from portal.services.shared.kept_definitions import KeptDefinitions
from portal.web.shared import draw_icons
from portal.web.shared.static_files import StaticFiles

CITY: Path = Settings.model_fields["city"].default


@cache
def static_files() -> StaticFiles:
    return StaticFiles(CITY)


@pytest.mark.parametrize(
    ("name", "kind"), [(f"{bundle}.css", "text/css") for bundle in ("resident", "staff", "visitor")]
)
def test_a_name_has_an_address_at_which_its_content_is(name: str, kind: str) -> None:
    address = static_files().address(name)
    assert address.startswith(f"/static/{name.removesuffix('.css')}.")
    file = static_files().file(address.removeprefix("/static/"))
    assert (file.media_type, file.content != b"") == (kind, True)


def test_every_style_of_a_bundle_is_in_it_in_order() -> None:
    content = static_files().file(static_files().address("resident.css").removeprefix("/static/")).content
    parts = [
        static_files().file(static_files().address(f"css/{name}.css").removeprefix("/static/")).content
        for name in ("tokens", "base")
    ]
    assert content.index(parts[0]) < content.index(parts[1])


def test_styles_are_sent_without_comments_and_indents() -> None:
    content = static_files().file(static_files().address("resident.css").removeprefix("/static/")).content
    assert b"/*" not in content
    assert b"\n " not in content
    assert content.count(b"{") == content.count(b"}")


def test_every_script_is_a_script() -> None:
    folder = TREE / "static"
    for path in folder.rglob("*.js"):
        address = static_files().address(path.relative_to(folder).as_posix())
        assert static_files().file(address.removeprefix("/static/")).media_type == "text/javascript"


@pytest.mark.parametrize(
    "address", ["", "resident.css", "../pyproject.toml", "resident.000000000000.css", "\0", "css/"]
)
def test_anything_else_is_not_there(address: str) -> None:
    with pytest.raises(NotFound):
        static_files().file(address)


def test_a_name_that_no_template_should_use_is_a_bug() -> None:
    with pytest.raises(KeyError):
        static_files().address("missing.css")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "tokens",
        "base",
        "controls",
        "resident",
        "staff",
        "queue",
        "preview",
        "palette",
        "lamp",
        "visitor",
        "print",
        "tables",
        "desk_print",
    ):
        (tmp_path / "css").mkdir(exist_ok=True)
        (tmp_path / "css" / f"{name}.css").write_text("a{}", encoding="utf-8")
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "mark.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no file of ours", encoding="utf-8")
    return tmp_path


def test_a_changed_file_has_another_address(folder: Path) -> None:
    before = StaticFiles(CITY, folder)
    (folder / "css" / "base.css").write_text("b{}", encoding="utf-8")
    after = StaticFiles(CITY, folder)
    assert before.address("resident.css") != after.address("resident.css")
    assert before.address("css/print.css") == after.address("css/print.css")


def test_what_no_page_needs_is_not_offered(folder: Path) -> None:
    with pytest.raises(KeyError):
        StaticFiles(CITY, folder).address("notes.txt")


def test_a_city_may_bring_its_own_mark(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    city = tmp_path_factory.mktemp("city")
    standard = StaticFiles(city, folder)
    assert standard.mark == standard.address("img/mark.svg")
    (city / "mark.svg").write_text("<svg>市</svg>", encoding="utf-8")
    branded = StaticFiles(city, folder)
    file = branded.file(branded.mark.removeprefix("/static/"))
    assert (file.content.decode(), file.media_type) == ("<svg>市</svg>", "image/svg+xml")


OWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#123456"/></svg>'


def test_icons_are_drawn_from_the_mark_of_the_city(tmp_path: Path) -> None:
    (tmp_path / "mark.svg").write_text(OWN, encoding="utf-8")
    files = StaticFiles(tmp_path)
    for address in (*files.icons.values(), files.touch_icon):
        file = files.file(address.removeprefix("/static/"))
        assert file.media_type == "image/png"
        with Image.open(BytesIO(file.content)) as picture:
            middle = picture.width // 2
            assert picture.convert("RGB").getpixel((middle, middle)) == (0x12, 0x34, 0x56)


@pytest.mark.parametrize("mark", ["<svg", OWN.replace("</svg>", "<text>市</text></svg>")])
def test_a_mark_that_cannot_be_drawn_is_still_the_mark_and_there_are_no_icons(mark: str, tmp_path: Path) -> None:
    (tmp_path / "mark.svg").write_text(mark, encoding="utf-8")
    files = StaticFiles(tmp_path)
    assert (files.icons, files.touch_icon) == ({}, "")
    assert files.file(files.mark.removeprefix("/static/")).content.decode() == mark


def test_icons_are_drawn_once_for_all_processes_and_again_for_another_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def draw(mark: bytes, shape: draw_icons.Shape) -> bytes:
        drawn.append(mark)
        return shape.name.encode()

    monkeypatch.setattr(draw_icons, "draw_icon", draw)
    for mark in (b"<svg/>", b"<svg/>", b"<svg />"):
        (tmp_path / "mark.svg").write_bytes(mark)
        files = StaticFiles(tmp_path, kept=KeptDefinitions(tmp_path / "kept", b"key"))
        assert files.file(files.touch_icon.removeprefix("/static/")).content == b"apple-touch-icon.png"
    assert list(dict.fromkeys(drawn)) == [b"<svg/>", b"<svg />"]
    assert len(drawn) == 2 * 5
