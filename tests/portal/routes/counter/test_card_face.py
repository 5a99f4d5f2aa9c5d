"""What a reader copied from the face of a card proves nothing, and says so wherever it is shown."""

import re

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.counter.print_case import print_case
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import UNPROVED
from portal.web.shared.words import words
from tests.portal.routes.counter.test_card import HANAKO, new_question, take
from tests.portal.routes.counter.test_interview import ANSWERS
from tests.portal.routes.counter_form import VISIT, begin
from tests.portal.routes.interviewing import Clerk, serve
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.paper.paper import text_of
from tests.portal.world import DUTY, add_member

AGAIN = "kaigo-hihokenshasho-saikofu"


@pytest.fixture
def clerk(equipped: Installation) -> Clerk:
    """Of a visitor whose card was read, and whose birthday the register has otherwise."""
    member = add_member(equipped, "clerk", ("clerk", DUTY), ("reviewer", DUTY))
    clerk = serve(equipped, member, "A-1", {"visit-came": ["self"], "visit-papers": ["driving_licence"]})
    assert clerk.read_card("髙見本　太郎", "19490403", "2", "見本県見本市見本町一丁目2番3号").status_code == 204
    clerk.add(AGAIN)
    return clerk


def filed(clerk: Clerk) -> str:
    clerk.interview(ANSWERS)
    return str(re.findall(r"[0-9]{2}-[0-9]{3}-[0-9]{3}-[0-9]{3}", clerk.desk.page)[0])


def beside(page: str, question: str) -> str:
    """The words under the boxes of a question."""
    return page.partition(f'id="{question}--source"')[2].partition("</p>")[0]


def test_every_list_of_sources_has_the_words_for_it() -> None:
    assert UNPROVED in words("ja")["source.card_face"]
    assert "確かめて" in words("easy")["source.card_face"]


def test_it_says_so_in_the_visit_and_in_the_interview(clerk: Clerk) -> None:
    assert UNPROVED in clerk.page("people").page.partition('data-label="もと"')[2].partition("</td>")[0]
    assert UNPROVED in clerk.desk.page.partition("「来た人の氏名」のもと")[2].partition("</p>")[0]
    page = clerk.page("interview").page
    assert UNPROVED in beside(page, "p0.name")
    assert UNPROVED in "".join(re.findall(r'class="more known".*?</summary>', page, re.DOTALL))


def test_it_says_so_on_the_screen_of_one_form_before_and_after_saving(equipped: Installation) -> None:
    browser = at_desk(equipped, add_member(equipped, "clerk", ("clerk", DUTY)))
    screen = begin(browser)
    screen.press("refresh", {**VISIT, "filer_kind": ["self"]})
    assert take(screen, new_question(screen)) == ""
    screen.page = browser.get(screen.address)
    assert UNPROVED in beside(screen.page, "name")
    screen.press("refresh")
    saved = browser.get(screen.address)
    assert HANAKO["name"].partition("\u3000")[0] in saved
    assert UNPROVED in beside(saved, "name")
    screen.press("refresh", {"name.given": ["花代"]})
    assert UNPROVED not in beside(browser.get(screen.address), "name"), "the clerk's own"


def test_it_says_so_beside_each_answer_of_the_case_and_beside_the_register(
    clerk: Clerk, equipped: Installation
) -> None:
    number = filed(clerk)
    page: str = at_desk(equipped, clerk.member).get(f"/desk/{number}")
    differs = page.partition("<caption>違うところ")[2].partition("</table>")[0]
    assert "性別" in differs
    assert f"カードの券面（{UNPROVED}）から" in differs
    answers = page.partition('id="answers"')[2]
    for label in ("氏名", "生年月日"):
        assert UNPROVED in answers.partition(f"<dt>{label}")[2].partition("</dd>")[0], label
    assert UNPROVED not in answers.partition("<dt>再交付")[2].partition("</dd>")[0]


def test_it_says_so_on_the_printed_form(clerk: Clerk, equipped: Installation) -> None:
    number = filed(clerk)
    with equipped.database.read() as unit:
        case = case_of_member(equipped, unit, clerk.member, number)
    printed = text_of(print_case(equipped, case).pdf)
    assert f"カードの券面から入れ、{UNPROVED}" in printed
