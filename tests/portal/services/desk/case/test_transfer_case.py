"""移送: moved when the other section accepts."""

import pytest

from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, NotYours
from portal.services.cases.cases import Case
from portal.services.desk.case.transfer_case import (
    accept_case,
    offer_case,
    offered_case,
    offered_to_us,
    offers_of,
    open_offer,
    read_offer,
    send_case_back,
    take_offer_back,
)
from portal.services.my_cases.state_line import timeline
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.desk.transfers import TransferRow
from portal.web.my_cases.mending_page import in_language
from tests.portal.services.desk.at_work import ONCE, acting, audited, case_of, decided, hidden, protect_principal
from tests.portal.world import DUTY, add_member

OTHER = "care-benefit"


@pytest.fixture
def receiver(installation: Installation) -> Member:
    return add_member(installation, "kyufu", ("reviewer", OTHER))


def offer(installation: Installation, member: Member, number: str, once: str = ONCE) -> None:
    with acting(installation, member, number) as (unit, case):
        offer_case(installation, unit, member, case, case.row.revision, OTHER, " 給付の事務です ", once)


def offered(unit: Unit, case: Case) -> TransferRow:
    row = open_offer(unit, case)
    assert row is not None
    return row


def test_a_case_is_offered_once_at_a_time_and_once_by_each_form(
    installation: Installation, reviewer: Member, number: str
) -> None:
    seen = case_of(installation, reviewer, number)
    offer(installation, reviewer, number)
    offer(installation, reviewer, number)  # the same form, sent twice
    with pytest.raises(Conflict):
        offer(installation, reviewer, number, "z" * 20)
    with acting(installation, reviewer, number) as (unit, case):
        take_offer_back(installation, unit, reviewer, case)
        with pytest.raises(Conflict):
            take_offer_back(installation, unit, reviewer, case)
        for late in (seen, decided(case)):
            with pytest.raises(Conflict):
                offer_case(installation, unit, reviewer, late, case.row.revision, OTHER, "理由", "w" * 20)
    assert len(audited(installation, "offer case")) == 1


def test_who_accepts_has_the_case_and_the_applicant_is_shown_the_section(
    installation: Installation, reviewer: Member, receiver: Member, number: str
) -> None:
    offer(installation, reviewer, number)
    with installation.database.write() as unit:
        case, row = offered_case(
            installation, unit, receiver, offered(unit, case_of(installation, reviewer, number)).id
        )
        with pytest.raises(NotAllowed):
            accept_case(installation, unit, reviewer, case, row)
        accept_case(installation, unit, receiver, case, row)
        with pytest.raises(Conflict):
            send_case_back(installation, unit, receiver, case, row, "理由")
        unit.commit()
    with pytest.raises(NotYours):
        case_of(installation, reviewer, number)
    after = case_of(installation, receiver, number)
    assert (after.row.duty, after.row.state, after.row.arrived_at) == (OTHER, "received", case.row.arrived_at)
    with installation.database.read() as unit:
        event = applications.events(unit, after.row.id)[-1]
        read = {language: in_language(after, timeline(unit, after), language)[-1].words for language in ("ja", "vi")}
    office = installation.city.office(OTHER, installation.clock.today())
    assert event.move == "transfer"
    assert office.office in after.sealer.open(f"words:{event.at}", event.sealed_words or b"")
    assert read["ja"] == f"これからの担当：{office.office}（電話 {office.telephone}）"
    assert read["vi"] == f"Từ nay phụ trách: {office.in_('vi').office} (điện thoại {office.telephone})"
    assert audited(installation, "accept case") == [("staff:kyufu", f"{DUTY} to {OTHER}")]


def test_what_is_sent_back_stays_with_its_reason(
    installation: Installation, reviewer: Member, receiver: Member, number: str
) -> None:
    offer(installation, reviewer, number)
    with acting(installation, reviewer, number) as (unit, case):
        send_case_back(installation, unit, receiver, case, offered(unit, case), " 給付ではありません ")
    case = case_of(installation, reviewer, number)
    with installation.database.read() as unit:
        (view,), (veiled,) = (offers_of(installation.city, unit, variant) for variant in (case, hidden(case)))
        assert open_offer(unit, case) is None
    assert (view.state, view.reason, view.answer) == ("sent_back", "給付の事務です", "給付ではありません")
    assert (veiled.reason, veiled.answer, veiled.ended_by) == ("", "", "kyufuさん")


def test_only_the_offered_section_opens_it_and_protected_cases_only_with_that_right(
    installation: Installation, reviewer: Member, receiver: Member, number: str
) -> None:
    offer(installation, reviewer, number)
    guard = add_member(installation, "hogo", ("reviewer", OTHER), ("protected", OTHER))
    with installation.database.read() as unit:
        assert [len(offered_to_us(installation, unit, member)) for member in (receiver, reviewer)] == [1, 0]
        offer_id = offered(unit, case_of(installation, reviewer, number)).id
    protect_principal(installation)
    with installation.database.write() as unit:
        for member in (reviewer, receiver):
            with pytest.raises(NotYours):
                offered_case(installation, unit, member, offer_id)
        with pytest.raises(NotFound):
            offered_case(installation, unit, guard, offer_id + 1)
        offered_case(installation, unit, guard, offer_id)
        unit.commit()
    assert audited(installation, "see offered case") == [("staff:hogo", OTHER)]


def test_an_offer_names_another_section_and_a_reason(installation: Installation, reviewer: Member, number: str) -> None:
    case = case_of(installation, reviewer, number)
    assert read_offer(installation, case, OTHER, "理由") == {}
    assert read_offer(installation, case, DUTY, " ") == {"duty": "no_duty", "reason": "no_reason"}
    assert read_offer(installation, case, OTHER, "あ" * 1001) == {"reason": "too_long"}
