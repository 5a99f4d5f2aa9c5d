"""Letters that ask for late papers."""

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.portal.contacts import proved
from tests.portal.pdfs import page_texts
from tests.portal.routes.dispatching import checked, line_of, lines_of, packed
from tests.portal.routes.guest_browser import Page
from tests.portal.routes.late_papers import UNTIL, filed, number_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.at_work import case_of
from tests.portal.world import DUTY, add_member

TO = {"name": "髙見本 太郎", "postal": "000-0001", "address": "見本県見本市見本町\n一丁目2番3号"}


@pytest.fixture
def section(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY), ("clerk", DUTY))


@pytest.fixture
def receipt(installation: Installation) -> Page:
    return filed(installation)


def page_of(number: str) -> str:
    return f"/desk/{number}/letter/papers"


def text_of(content: bytes) -> str:
    return "".join(page_texts(content))


def test_the_letter_names_what_is_owed_until_when_and_where_to(
    installation: Installation, section: Member, receipt: Page
) -> None:
    desk, number = at_desk(installation, section), number_of(receipt)
    assert f'href="{page_of(number)}"' in desk.get(f"/desk/{number}")
    response = desk.post(page_of(number), page_of(number), TO)
    text = text_of(response.content)
    for words in ("在学証明書", UNTIL, number, "髙見本太郎", "まだ届いていない書類があります", "介護保険課"):
        assert words in text, words
    assert desk.post(page_of(number), page_of(number), TO | {"address": ""}).status_code == 422
    with installation.database.read() as unit:
        assert [record.action for record in audit_records.after(unit, 0)].count("print paper letter") == 1


def test_it_leaves_by_the_list_of_letters_unless_the_paper_came_meanwhile(
    installation: Installation, section: Member, receipt: Page
) -> None:
    desk, number = at_desk(installation, section), number_of(receipt)
    assert put(desk, number) == 303
    assert put(desk, number) == 409, "the paper has already arrived"
    batch = packed(desk, checked(desk, installation, number, other_name="送り先の氏名を聞いた"))
    assert "在学証明書" in text_of(desk.post(batch, f"{batch}/letters", {}).content)
    desk.post(batch, f"{batch}/sent", {"line": [str(line_of(installation, number).id)], "on": "2026-11-20"})
    assert put(desk, number) == 303, "asked for again"
    batch = packed(desk, checked(desk, installation, number, other_name="送り先の氏名を聞いた"))
    arrival = {"came_by": "post", "came_on": "2026-11-20", "note": ""}
    assert desk.post(f"/desk/{number}", f"/desk/{number}/papers/proof/came", arrival).status_code == 303
    assert desk.post(batch, f"{batch}/letters", {}).headers["content-type"] != "application/pdf"
    assert [line.why for line in lines_of(installation, number)] == ["", "gone"]
    assert put(desk, number) == 409, "no paper is owed"


def put(desk: StaffBrowser, number: str) -> int:
    return desk.post(f"/desk/{number}", page_of(number), TO | {"dispatch": "1"}).status_code


def test_who_is_reached_otherwise_is_written_no_letter(
    installation: Installation, section: Member, receipt: Page
) -> None:
    desk, number = at_desk(installation, section), number_of(receipt)
    person_id = case_of(installation, section, number).row.person_id
    proved(installation, person_id or "", "mail", "alice@example.jp")
    assert page_of(number) not in desk.get(f"/desk/{number}")
    assert "手紙は必要ありません" in desk.get(page_of(number))
    assert put(desk, number) == 409
    for role, duty, status in (("reviewer", "roads", 404), ("clerk", DUTY, 403)):
        charlie = at_desk(installation, add_member(installation, f"charlie-{role}", (role, duty)))
        charlie.get(page_of(number), status=status)
