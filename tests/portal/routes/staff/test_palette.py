"""The palette leads where a member may go, by a few letters."""

import re
import secrets

import pytest

from portal.services.counter.visits import begin_visit
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

HERE = "/staff/palette"


def asked(browser: StaffBrowser, typed: str) -> list[tuple[str, str]]:
    """(kind and label, address) of each target."""
    text = browser.post(HERE, HERE, {"typed": typed}).text
    part = text[text.index('id="targets"') : text.index("</main>")]
    rows = re.findall(r"<li>(.*?)</li>", part, re.DOTALL)
    return [
        (" ".join(re.sub(r"<[^>]*>", " ", row).split()), re.findall(r'(?:href|action)="([^"]*)"', row)[0])
        for row in rows
    ]


def opened(installation: Installation, member: Member, ticket: str) -> str:
    with installation.database.write() as unit:
        visit = begin_visit(installation, unit, member, secrets.token_urlsafe(16), ticket)
        unit.commit()
    return visit


def test_a_number_leads_to_its_case_if_one_may_see_it(installation: Installation, clerk: Member) -> None:
    number = file_application(installation, alice(installation))
    other = at_desk(installation, add_member(installation, "other", ("clerk", "tax-certificates")))
    for typed in (number, number.replace("-", ""), f" {number} "):
        assert asked(at_desk(installation, clerk), typed)[0] == (f"申請 {number} 受付", f"/desk/{number}")
        assert asked(other, typed) == []


def test_a_ticket_leads_to_its_visit_and_a_colleagues_is_audited(installation: Installation, clerk: Member) -> None:
    visit = opened(installation, clerk, "A-12")
    colleague = at_desk(installation, add_member(installation, "colleague", ("clerk", DUTY)))
    for browser in (at_desk(installation, clerk), colleague):
        assert [address for _, address in asked(browser, "a-12")] == [f"/counter/visits/{visit}"]
        assert asked(browser, "A-1") == []
    with installation.database.read() as unit:
        records = [(row.actor, row.detail) for row in audit_records.after(unit, 0) if row.action == "see visits"]
    assert records == [("staff:colleague", "1 visits of colleagues")]


@pytest.mark.parametrize("typed", ["ひほけんしゃしょう", "被保険者証 再交付", "hihokensha"])
def test_a_procedure_is_entered_or_listed_by_its_words(installation: Installation, clerk: Member, typed: str) -> None:
    entries = asked(at_desk(installation, clerk), typed)
    assert "/counter/kaigo-hihokenshasho-saikofu/start" in [address for _, address in entries]
    assert "/desk?procedure=kaigo-hihokenshasho-saikofu" in [address for _, address in entries]


def test_a_procedure_of_another_section_is_not_offered(installation: Installation, clerk: Member) -> None:
    assert not any("jido-teate" in address for _, address in asked(at_desk(installation, clerk), "児童手当"))


@pytest.mark.parametrize(
    ("typed", "address"), [("うけつけ", "/desk/book"), ("発送", "/desk/dispatches"), ("しめ", "/counter/till")]
)
def test_a_page_is_found_by_its_name_or_reading(
    installation: Installation, clerk: Member, typed: str, address: str
) -> None:
    assert address in [href for _, href in asked(at_desk(installation, clerk), typed)]


def test_nothing_typed_shows_the_pages_one_may_open_and_no_others(installation: Installation, clerk: Member) -> None:
    browser = at_desk(installation, clerk)
    addresses = [address for _, address in asked(browser, "")]
    assert "/counter" in addresses
    assert "/admin/people" not in addresses
    for address in addresses:
        assert browser.client.get(address).status_code == 200, address


def test_what_is_not_there_says_where_people_are_sought(installation: Installation, clerk: Member) -> None:
    page = at_desk(installation, clerk).post(HERE, HERE, {"typed": "無い<b>語"}).text
    assert "「無い&lt;b&gt;語」に当たるものはありません" in page
    assert "理由を書きます" in page


def test_staff_are_led_to_the_notification_before_the_booking_of_a_visit(installation: Installation) -> None:
    clerk = add_member(installation, "mover", ("clerk", "resident-moves"))
    entered = [address for _, address in asked(at_desk(installation, clerk), "転入届") if address.endswith("/start")]
    assert entered.index("/counter/ido-todoke/start") < entered.index("/counter/tennyu-tenkyo-yoyaku/start")


def test_every_page_of_the_palette_opens_for_whom_it_is_offered_to(installation: Installation) -> None:
    roles = ("clerk", "reviewer", "approver", "exporter", "inviter", "author", "publisher", "auditor", "administrator")
    everybody = at_desk(installation, add_member(installation, "all", *((role, "*") for role in roles)))
    addresses = [address for _, address in asked(everybody, "")]
    assert "/desk?task=approvals" in addresses
    for address in addresses:
        everybody.get(address)
