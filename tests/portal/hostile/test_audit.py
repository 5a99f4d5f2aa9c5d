"""Staff who try to read without an audit record, and attempts to change records."""

from collections.abc import Mapping

import pytest
from sqlalchemy import text

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.seal_audit import seal_audit
from portal.services.shared.verify_audit import verify_audit
from portal.store.shared import audit_records
from tests.portal.cli.conftest import Kakanai, kakanai, settings
from tests.portal.routes.counter_form import VISIT, begin
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["kakanai", "settings"]

NAME = "髙見本"


def trace(installation: Installation, actor: str) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        records = audit_records.after(unit, 0, 1000)
    return [(record.action, record.detail) for record in records if record.actor == actor]


@pytest.mark.parametrize(
    ("act", "boxes", "status"),
    [
        ("return", {}, 422),
        ("decide", {}, 422),
        ("decide", {"outcome": "refused", "words": "資格がないためです。", "confirmed": "", "again": ""}, 200),
    ],
)
def test_a_form_that_comes_back_is_a_look_at_the_case(
    act: str, boxes: Mapping[str, str], status: int, installation: Installation, reviewer: Member
) -> None:
    """A form returned with mistakes shows all answers."""
    number = file_application(installation, alice(installation))
    desk = at_desk(installation, reviewer)
    response = desk.post("/counter", f"/desk/{number}/{act}", boxes, revision="0")
    assert response.status_code == status
    assert trace(installation, "staff:reviewer") == [("see case", "")]


def test_so_is_the_last_page_before_the_outcome(installation: Installation, reviewer: Member) -> None:
    number = file_application(installation, alice(installation))
    desk = at_desk(installation, reviewer)
    assert desk.post("/counter", f"/desk/{number}/pass", {}, revision="0").status_code == 303
    boxes: dict[str, str | list[str]] = {
        "outcome": "approved",
        "words": "",
        "shown": ["result.made", "result.issued_on"],
    }
    response = desk.post("/counter", f"/desk/{number}/decide", boxes, revision="2")
    assert NAME in response.text
    assert trace(installation, "staff:reviewer")[-1] == ("see case", "")


def test_so_is_an_answer_that_is_typed_in(installation: Installation, reviewer: Member) -> None:
    number = file_application(installation, alice(installation))
    ask_again(installation, reviewer, number, "lost_how")
    before = len(trace(installation, "staff:reviewer"))
    response = at_desk(installation, reviewer).post(
        "/counter", f"/desk/{number}/correct", {"shown": ["lost_how", "name"]}, revision="2"
    )
    assert response.status_code == 422
    assert trace(installation, "staff:reviewer")[before:] == [("see case", "")]


@pytest.fixture
def parked(installation: Installation) -> str:
    screen = begin(at_desk(installation, add_member(installation, "clerk", ("clerk", "*"))))
    screen.press("park", {**VISIT, "name.family": [NAME], "name.given": ["太郎"]})
    return screen.address


@pytest.fixture
def colleague(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "colleague", ("clerk", "*")))


def test_a_colleagues_draft_is_not_seen_in_secret(
    installation: Installation, parked: str, colleague: StaffBrowser
) -> None:
    assert NAME in colleague.get("/counter")
    expected = [("see drafts", "1 drafts of colleagues")]
    assert trace(installation, "staff:colleague") == expected
    assert NAME in colleague.get(parked)
    draft = ("see draft", f"kaigo-hihokenshasho-saikofu {parked.rpartition('/')[2]}")
    expected.append(draft)
    assert trace(installation, "staff:colleague") == expected
    for boxes in ({"screen-revision": "99"}, {"address.search": "postal"}):
        response = colleague.post("/staff/sign-in", parked, boxes)
        assert response.status_code in (200, 409)
        assert NAME in response.text
        expected.append(draft)
        assert trace(installation, "staff:colleague") == expected


@pytest.mark.both_engines
def test_ones_own_draft_is_no_news(installation: Installation, parked: str) -> None:
    before = trace(installation, "staff:clerk")
    assert [action for action, _ in before] == ["start draft"]
    assert parked


@pytest.mark.usefixtures("settings")
def test_a_check_from_the_command_line_is_recorded(
    installation: Installation, reviewer: Member, kakanai: Kakanai
) -> None:
    """It prints characters of the answers that a file cannot encode."""
    number = file_application(installation, alice(installation), {"name": {"family": "𠮷", "given": "太郎"}})
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    ran = kakanai("export", "kaigo.hihokenshasho.saikofu", "--check")
    assert "𠮷" in ran.err
    with installation.database.read() as unit:
        records = [record for record in audit_records.after(unit, 0) if record.action == "check hand-over"]
    assert f"kaigo.hihokenshasho.saikofu {DUTY}" in [record.detail for record in records]
    assert records[0].actor.startswith("system:command line")


@pytest.mark.both_engines
def test_a_link_cannot_be_dated_otherwise(installation: Installation) -> None:
    """The time of sealing shows which records existed before an attack."""
    file_application(installation, alice(installation))
    assert seal_audit(installation)
    assert verify_audit(installation).faults == ()
    with installation.database.write() as unit:
        if installation.database.sqlite:
            unit.connection.execute(text("DROP TRIGGER audit_batch_no_update"))
        else:
            unit.connection.execute(text("ALTER TABLE audit_batch DISABLE TRIGGER USER"))
        unit.connection.execute(text("UPDATE audit_batch SET sealed_at = sealed_at - 1"))
        unit.commit()
    assert "changed after sealing" in str(verify_audit(installation).faults[0])
