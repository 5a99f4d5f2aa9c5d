"""持ち帰り: a clerk at a laptop of 出張受付, without and with a line."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.jobs.carry_courier import carry_courier
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from tests.databases import Makers
from tests.portal.routes.courier.at_laptop import Field, at_field, register
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member

_PAGE = "/counter/bring-back"


@pytest.fixture
def field(makers: Makers, tmp_path: Path) -> Iterator[Field]:
    with at_field(makers, "sqlite", tmp_path) as made:
        made.hire()
        made.unpack(made.along())
        yield made


def between(installation: Installation, in_: Path, out: Path) -> Installation:
    return replace(
        installation,
        settings=installation.settings.model_copy(update={"courier_in": str(in_), "courier_out": str(out)}),
    )


def test_a_clerk_brings_back_what_was_filed_once_there_is_a_line(field: Field, tmp_path: Path) -> None:
    number = register(field.visit("one"))
    line = tmp_path / "line"
    laptop = between(field.laptops[1], line / "laptop-01", line / "in")
    browser = at_desk(laptop, field.clerk())
    page = browser.get(_PAGE)
    assert number in page
    assert "まだ送っていません" in page
    assert _PAGE in browser.get("/counter")
    assert browser.post(_PAGE, _PAGE, {}).headers["location"] == f"{_PAGE}?way=away#way"
    assert "申請はこの端末に残っています" in browser.get(f"{_PAGE}?way=away")
    (line / "laptop-01").mkdir(parents=True)
    assert browser.post(_PAGE, _PAGE, {}).headers["location"] == f"{_PAGE}?way=done#way"
    assert "返事を待っています" in browser.get(f"{_PAGE}?way=done")
    home = between(field.home, line / "in", line)
    for _ in range(2):  # the first look waits for the file to be whole
        carry_courier(home)
    assert [path.name for path in (line / "laptop-01").iterdir() if path.suffix] == ["kakanai-home01-00000002.courier"]
    browser.post(_PAGE, _PAGE, {})
    assert "この端末にだけある申請は、ありません" in browser.get(_PAGE)
    with field.home.database.read() as unit:
        assert applications.by_number(unit, number) is not None
    admin = at_desk(home, add_member(field.home, "kanri", ("administrator", "*")))
    page = admin.get("/admin/courier")
    assert "出張の端末" in page
    assert "1件" in page
    assert "/admin/courier" in admin.get("/admin/people")


def test_it_is_the_page_of_a_laptop_and_of_those_who_serve_a_counter(field: Field) -> None:
    auditor = at_desk(field.laptops[1], add_member(field.laptops[1], "auditor", ("auditor", DUTY)))
    assert auditor.client.get(_PAGE).status_code == 403
    desk = at_desk(field.home, add_member(field.home, "bob", ("clerk", DUTY)))
    assert "出張の端末ではありません" in desk.get(_PAGE)
    assert _PAGE not in desk.get("/counter")
    assert desk.post("/counter", _PAGE, {}).status_code == 404
    laptop = at_desk(field.laptops[1], field.clerk())  # without folders
    assert "kakanai courier bring-back" in laptop.get(_PAGE)
