"""Every page of staff that the tests of routes are served is looked at (`Acting`): here, that the look finds what is wrong."""

import pytest

from portal.services.shared.installation import Installation
from tests.house.tree import ROOT, text
from tests.portal.routes.place_of_focus import astray
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import add_member

BOX = '<input name="a" autofocus>'


def page(content: str) -> str:
    return f'<body class="staff"><main id="main">{content}</main></body>'


@pytest.mark.parametrize(
    ("content", "part", "wrong"),
    [
        ("<h1>申請</h1>", "", []),
        ("<p>申請</p>", "", ["not one heading"]),
        ("<h1>申請</h1><h1>手続</h1>", "", ["not one heading"]),
        (f"<h1>申請</h1>{BOX}", "", []),
        (f"<h1>申請</h1>{BOX}{BOX}", "", ["several places ask for the focus"]),
        (f"<h1>申請</h1><details open><summary>x</summary>{BOX}</details>", "", []),
        (
            f"<h1>申請</h1><details><summary>x</summary><p>{BOX}</details>",
            "",
            ["the focus goes to what is hidden: input a"],
        ),
        ('<h1>申請</h1><details><summary id="notes">x</summary></details>', "notes", []),
        ('<h1>申請</h1><section id="notes"></section>', "notes", []),
        ('<h1>申請</h1><section id="note"></section>', "notes", ["nothing is #notes"]),
        ('<h1>申請</h1><div hidden><section id="notes"></section></div>', "notes", ["#notes is hidden"]),
    ],
)
def test_a_page_has_one_place_for_the_keyboard(content: str, part: str, wrong: list[str]) -> None:
    assert astray(page(content), part) == wrong


def test_the_script_looks_for_the_same_places() -> None:
    script = text(ROOT / "static/js/after_act.js")
    assert "[autofocus]" in script
    assert "location.hash" in script
    assert "main h1" in script


def test_a_page_of_staff_is_one_that_is_looked_at(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "clerk", ("clerk", "care-assessment")))
    heading = browser.client.get("/desk").text
    assert astray(heading.replace("<h1", "<h2")) == ["not one heading"]
