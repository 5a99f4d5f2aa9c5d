"""The case as the desk reads it, how identity was checked, and its history."""

from dataclasses import replace
from datetime import date

from integrations.payments.fake import FakePayments
from portal.clock import to_micro
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.cases.fee import amount_due
from portal.services.cases.note_inside import add_inside_event
from portal.services.desk.case.describe_case import (
    CaseView,
    describe_case,
    describe_evidence,
    describe_history,
    own_parts,
    reasons_of_money,
)
from portal.services.desk.sections.take_case import take_case
from portal.services.fees.refund_part import propose_part
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from tests.portal.services.desk.at_work import acting, case_of, decided, hidden
from tests.portal.services.fees.paying import DUTY as FEE_DUTY
from tests.portal.services.fees.paying import file_with_fee, paid_online, with_provider
from tests.portal.world import DUTY, add_member, alice, file_application


def described(installation: Installation, member: Member, number: str) -> CaseView:
    with installation.database.read() as unit:
        return describe_case(installation, unit, case_of(installation, member, number), member.id)


def test_a_case_is_ones_own_for_its_handler_alone(installation: Installation, reviewer: Member, number: str) -> None:
    colleague = add_member(installation, "colleague", ("reviewer", DUTY))
    assert (described(installation, reviewer, number).assignee, described(installation, reviewer, number).mine) == (
        "",
        False,
    )
    with acting(installation, reviewer, number) as (unit, case):
        take_case(installation, unit, reviewer, case, case.row.revision)
    views = [described(installation, member, number) for member in (reviewer, colleague)]
    assert [(view.assignee, view.mine) for view in views] == [("reviewerさん", True), ("reviewerさん", False)]


def test_the_door_and_the_rule_of_arrival_are_in_official_words(installation: Installation, reviewer: Member) -> None:
    by_stamp = file_application(installation, alice(installation), basis="stamp")
    arrival = dict(described(installation, reviewer, by_stamp).arrival)
    assert (arrival["受付経路"], arrival["到達の根拠"]) == ("オンライン", "収受印の日")


def test_a_decided_case_keeps_its_day_and_has_no_deadline(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    without_period = replace(case, row=case.row._replace(due=NO_DUE))
    with installation.database.read() as unit:
        open_, over, none = (
            describe_case(installation, unit, case_variant, reviewer.id)
            for case_variant in (case, decided(case), without_period)
        )
    assert (open_.due, open_.deadline and open_.deadline.words) == (date(2026, 12, 2), "あと12日")
    assert (over.due, over.deadline) == (date(2026, 12, 2), None)
    assert (none.due, none.deadline and none.deadline.words) == (None, "期限なし")


def test_the_address_of_a_protected_person_is_not_among_the_answers(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    street = "一丁目2番3号"
    with installation.database.read() as unit:
        shown, veiled = (
            [
                row.value
                for section in describe_case(installation, unit, case_variant, reviewer.id).sections
                for row in section.rows
            ]
            for case_variant in (case, hidden(case))
        )
    assert any(street in value for value in shown)
    assert not any(street in value for value in veiled)


def test_evidence_of_the_card_is_in_words_and_says_nothing_twice(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
    kept = {"way": "card", "provider": "das", "methods": ["das"], "acr": "aal3", "settings": {"standard_days": 7}}
    assert describe_evidence(replace(case, evidence=kept), installation.clock.today()) == (
        ("確かめ方", "マイナンバーカード"),
        ("確かめた先", "デジタル認証アプリ"),
        ("確かめた先の区分", "aal3（数字が大きいほど確か）"),
        ("保証の段階", "身元確認2・当人認証3（表 ds511-provisional-1。国の表は確かめられていません）"),
    )
    more = {"provider": "das", "methods": ["das", "pin"]}
    assert describe_evidence(replace(case, evidence=more), installation.clock.today())[-1] == ("くわしい方式", "pin")


def test_who_received_a_case_is_named_as_people_know_them(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = replace(case_of(installation, reviewer, number), evidence={"way": "paper", "clerk": reviewer.login})
    with installation.database.read() as unit:
        evidence = describe_case(installation, unit, case, reviewer.id).evidence
    assert ("受け付けた職員", "reviewerさん") in evidence


def test_words_for_colleagues_are_in_the_line_and_words_for_the_applicant_beside_it(
    installation: Installation, reviewer: Member, number: str
) -> None:
    now = to_micro(installation.clock.now())
    with acting(installation, reviewer, number) as (unit, case):
        add_inside_event(unit, reviewer.actor, case, "ask_opinion", "給付課に", now + 1)
        sealed = case.sealer.seal(f"words:{now + 2}", "これからの担当：給付課")
        event = EventRow(now + 2, str(reviewer.actor), "transfer", "received", "received", sealed)
        applications.add_event(unit, case.row.id, event)
        paper = case.sealer.seal(f"words:{now + 3}", "口座の写し")
        event = EventRow(now + 3, str(reviewer.actor), "paper_came", "received", "received", paper)
        applications.add_event(unit, case.row.id, event)
    with installation.database.read() as unit:
        case = case_of(installation, reviewer, number)
        came, transfer, opinion, arrival = describe_history(unit, case)
        withheld = [happening.what for happening in describe_history(unit, hidden(case))]
    assert (came.what, came.words) == ("あとから出す書類を受け取った：口座の写し", "")
    assert (transfer.what, transfer.words) == ("ほかの課から引き継いだ", "これからの担当：給付課")
    assert (opinion.what, opinion.words) == ("ほかの課に意見を聞いた：給付課に", "")
    assert withheld == [
        "あとから出す書類を受け取った：口座の写し",
        "ほかの課から引き継いだ",
        "ほかの課に意見を聞いた",
        "受け付けた",
    ]
    assert (arrival.what, arrival.actor, arrival.after) == ("受け付けた", "申請した人", "受付")


def test_an_actor_is_named_as_people_know_them(installation: Installation, reviewer: Member, number: str) -> None:
    now = to_micro(installation.clock.now())
    actors = (reviewer.actor, Actor("staff", "gone"), Actor("guest", "g1"), Actor("system", "watch_periods"))
    with acting(installation, reviewer, number) as (unit, case):
        for later, actor in enumerate(actors, 1):
            add_inside_event(unit, actor, case, "forward", "", now + later)
    with installation.database.read() as unit:
        history = describe_history(unit, case_of(installation, reviewer, number))
    assert [line.actor for line in reversed(history)][1:] == ["reviewerさん", "gone", "申請した人", "システム"]


def test_the_second_person_reads_the_reason_unless_the_applicant_is_protected(installation: Installation) -> None:
    provider = FakePayments()
    site = with_provider(installation, provider)
    session = alice(site)
    number = file_with_fee(site, session)
    order = paid_online(site, provider, session, number)
    first, second = (add_member(site, login, ("reviewer", FEE_DUTY)) for login in ("ichi", "ni"))
    with site.database.write() as unit:
        propose_part(site, unit, first, case_of_member(site, unit, first, number), order, 300, "1通は交付しない")
        unit.commit()
    with site.database.read() as unit:
        case = case_of_member(site, unit, second, number)
        owed = amount_due(site, unit, case)
        assert owed is not None
        (reason,) = reasons_of_money(unit, case, owed)
        assert (reason.what, reason.words) == ("一部を返す理由（300円）", "1通は交付しない")
        assert (len(own_parts(first, owed)), own_parts(second, owed)) == (1, set())
        hidden = replace(case, protected=True, shows_all=False)
        assert (hidden.hides, reasons_of_money(unit, hidden, owed)) == (True, [])
        # As it was stored before the seal had the event's own instant.
        earlier = replace(owed, worded=tuple(replace(event, at=event.at + 1) for event in owed.worded))
        assert [line.words for line in reasons_of_money(unit, case, earlier)] == ["（読めません）"]
        assert reasons_of_money(unit, case, None) == []
