"""Pages of uploaded files: access, audit records and watermark."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from forms.fields.file import OFFICE
from forms.path.environment import KeptFile
from integrations.sockets.interfaces import CUT, TITLE, AdapterError, Cut, Remade, Remaker, Unusable
from portal.errors import NotFound
from portal.services.cases.cases import Case
from portal.services.desk.case.show_pages import (
    PDF,
    Block,
    draw_form_page,
    draw_marked,
    draw_picture,
    open_form_page,
    open_pages,
    open_picture,
    read_office,
)
from portal.services.files.keep_file import Waiting, put_as_named, shelf_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.pictures import jpeg
from tests.portal.services.desk.at_work import acting, audited, case_of, hidden


@pytest.fixture
def case(installation: Installation, reviewer: Member, number: str) -> Case:
    """With a paper of two pages, a picture, and a scan."""
    files = {
        "paper": (Remade(b"%PDF-", PDF, 2), "photos"), "picture": (Remade(jpeg(), "image/jpeg", preview=jpeg()), "photos"),
        "scanned": (Remade(b"%PDF-", PDF, 2), "scan-of-form"),
    }  # fmt: skip
    with acting(installation, reviewer, number) as (unit, opened):
        for name, (made, question) in files.items():
            waiting = Waiting(KeptFile(name, f"{name}.pdf", made.media, 5, "0" * 64), b"", question)
            put_as_named(installation.clock, unit, opened.shelf, waiting, made)
        return replace(opened, shelf=shelf_of(unit, opened.shelf.holder, opened.sealer))


def test_a_page_within_the_paper_is_opened_and_audited(
    installation: Installation, reviewer: Member, case: Case
) -> None:
    with installation.database.write() as unit:
        kept, content = open_pages(installation, unit, reviewer, case, "paper", 2)
        assert (kept.name, kept.pages, content()) == ("paper.pdf", 2, b"%PDF-")
        for file_id, page in (("paper", 0), ("paper", 3), ("picture", 1), ("nothing", 1)):
            with pytest.raises(NotFound):
                open_pages(installation, unit, reviewer, case, file_id, page)
        with pytest.raises(NotFound):
            open_pages(installation, unit, reviewer, hidden(case), "paper", 1)
        unit.commit()
    assert audited(installation, "open file") == [("staff:reviewer", "paper page 2")]


def test_a_picture_is_opened_and_a_paper_is_none(installation: Installation, reviewer: Member, case: Case) -> None:
    with installation.database.write() as unit:
        assert open_picture(installation, unit, reviewer, case, "picture")() == jpeg()
        with pytest.raises(NotFound):
            open_picture(installation, unit, reviewer, case, "paper")
        unit.commit()
    assert audited(installation, "open file") == [("staff:reviewer", "picture")]


def test_beside_the_keying_screen_only_scans_are_shown(
    installation: Installation, reviewer: Member, case: Case
) -> None:
    with installation.database.write() as unit:
        kept, content = open_form_page(installation, unit, reviewer, case.shelf, "scanned", 1)
        assert (kept.pages, content) == (2, b"%PDF-")
        for file_id, page in (("scanned", 3), ("paper", 1)):
            with pytest.raises(NotFound):
                open_form_page(installation, unit, reviewer, case.shelf, file_id, page)


class Drawer:
    name = "drawer"

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.calls: list[str] = []

    def remake(self, content: bytes, media: str) -> Remade:
        self.calls.append("remake")
        return Remade(content, media)

    def turn(self, content: bytes) -> Remade:
        self.calls.append("turn")
        return Remade(content, "image/jpeg")

    def read(self, _content: bytes, _media: str) -> str:
        return ""

    def cut(self, content: bytes, _cuts: Sequence[Cut]) -> Remade:
        return Remade(content, "image/tiff")

    def draw(self, content: bytes, page: int, _dots: int = 0) -> Remade:
        self.calls.append("draw")
        if self.failure is not None:
            raise self.failure
        return Remade(jpeg(wide=300, high=200), "image/jpeg")


def test_what_staff_read_is_marked_and_a_form_that_is_keyed_is_not(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    paper = KeptFile("paper", "a.pdf", PDF, 5, "0" * 64)
    drawer, drawn = Drawer(), jpeg(wide=300, high=200)
    marked = draw_marked(replace(installation, remaker=drawer), reviewer, case, lambda: b"%PDF-", 1)
    assert marked == draw_picture(installation.clock, reviewer, case, drawn)
    assert marked != drawn
    assert draw_form_page(drawer, paper, b"%PDF-", 1) == drawn
    assert drawer.calls == ["draw", "draw"]
    unused = Drawer(Unusable("broken"))
    assert draw_form_page(unused, replace(paper, media="image/jpeg"), drawn, 1) == drawn
    assert unused.calls == [], "a picture is shown as it is"


@pytest.mark.parametrize("failure", [Unusable("broken"), AdapterError("REMAKER_DOWN", permanent=False)])
def test_a_page_that_cannot_be_drawn_is_reported_as_such(
    installation: Installation, reviewer: Member, number: str, failure: Exception
) -> None:
    case, drawer = case_of(installation, reviewer, number), Drawer(failure)
    assert draw_marked(replace(installation, remaker=drawer), reviewer, case, lambda: b"%PDF-", 1) is None
    with pytest.raises(NotFound):
        draw_form_page(drawer, KeptFile("paper", "a.pdf", PDF, 5, "0" * 64), b"%PDF-", 1)
    assert drawer.calls == ["draw", "draw"]


@pytest.mark.parametrize("media", [OFFICE["docx"], "text/plain"])
def test_office_files_and_texts_are_opened_for_their_words_where_these_are_asked_for(
    installation: Installation, reviewer: Member, number: str, media: str
) -> None:
    made = Remade(b"PK", media)
    with acting(installation, reviewer, number) as (unit, opened):
        waiting = Waiting(KeptFile("list", "list.docx", media, 5, "0" * 64), b"", "photos")
        put_as_named(installation.clock, unit, opened.shelf, waiting, made)
        case = replace(opened, shelf=shelf_of(unit, opened.shelf.holder, opened.sealer))
        assert open_pages(installation, unit, reviewer, case, "list", 1, words=True)[0].media == media
        with pytest.raises(NotFound):
            open_pages(installation, unit, reviewer, case, "list", 1)
        unit.commit()
    assert audited(installation, "open file") == [("staff:reviewer", "list page 1")]


class Reads:
    def __init__(self, text: str) -> None:
        self._text = text

    def read(self, content: bytes, media: str) -> str:
        if self._text == "broken":
            raise Unusable("broken")
        return self._text


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("あ\n\nい", ([Block("text", ["あ", "", "い"])], False)),
        (
            f"{TITLE}表\n\ta\tb\n\tc\n{CUT}",
            ([Block("title", ["表"]), Block("table", rows=[["a", "b"], ["c", ""]])], True),
        ),
        ("broken", None),
    ],
)
def test_lines_become_titles_texts_and_tables(text: str, blocks: object) -> None:
    kept = KeptFile("list", "list.docx", OFFICE["docx"], 5, "0" * 64)
    assert read_office(cast(Remaker, Reads(text)), kept, b"") == blocks
