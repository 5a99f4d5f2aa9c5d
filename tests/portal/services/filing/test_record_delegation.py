"""Delegations, their verification, and notices to principals."""

from datetime import date

import pytest

from forms.path.filer import CAME
from portal.errors import BadRequest, Conflict, NotAllowed, NotFound
from portal.services.cases.cases import Case
from portal.services.filing.record_delegation import (
    MOST_SHOWN,
    DelegationView,
    delegation_of,
    judge_delegation,
    record_notification,
    wrong_with,
)
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.signing.delegations import CLAIMED, DUE, INFORMED, NEVER, REJECTED, REVOKED, VERIFIED
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.campaigns.inviting import taro
from tests.portal.services.desk.at_work import case_of
from tests.portal.services.filing.filing import audited
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import DUTY, PLACE, add_member, file_application

HANAKO = ("例示　花子", "1980-07-07")
MORE = """\
      - {id: name, type: person_name, label: 氏名}
      - {id: birth, type: date, label: 生年月日}
"""
WHO = "{online: [self, agent, guardian, same_household]}"
IDENTITY = "{sign_in: card}\nprincipal: {name: name, birth: birth}"
SEEN = "委任状を見た"


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    offer(installation, small(MORE, duty=DUTY, who=WHO, identity=IDENTITY))
    return add_member(installation, "reviewer", ("reviewer", DUTY), name="見本 課子")


def filed(
    installation: Installation, role: str = "agent", birth: str = HANAKO[1], session: Session | None = None
) -> str:
    """By 髙見本 太郎 for 例示 花子."""
    answers = {CAME: role, "reason": "lost", "name": {"family": "例示", "given": "花子"}, "birth": birth}
    return file_application(installation, session or taro(installation), of="small", answers=answers)


def view(installation: Installation, case: Case, today: date = date(2026, 11, 20)) -> DelegationView | None:
    with installation.database.read() as unit:
        return delegation_of(unit, case, today)


def judge(installation: Installation, member: Member, case: Case, before: str, state: str, ends: str = "") -> None:
    with installation.database.write() as unit:
        judge_delegation(installation, unit, member, case, before, state, SEEN, ends)
        unit.commit()


def notify(installation: Installation, member: Member, case: Case, way: str = "letter") -> None:
    with installation.database.write() as unit:
        record_notification(installation, unit, member, case, way, "返事なし")
        unit.commit()


@pytest.mark.parametrize(("role", "notified"), [("agent", DUE), ("guardian", ""), ("same_household", "")])
def test_a_claim_names_both_people_and_only_the_principal_of_an_agent_is_informed(
    installation: Installation, reviewer: Member, role: str, notified: str
) -> None:
    shown = view(installation, case_of(installation, reviewer, filed(installation, role)))
    assert shown is not None
    assert (shown.kind, shown.principal.replace("　", " "), shown.agent) == (role, "例示 花子", "髙見本　太郎")
    assert (shown.state, shown.starts, shown.notified) == (CLAIMED, date(2026, 11, 20), notified)


@pytest.mark.parametrize(
    ("principal", "agent", "minors"),
    [
        ("2008-11-21", "1949-04-03", ()), ("2008-11-22", "1949-04-03", ("principal",)),
        ("1980-07-07", "2011-11-22", ("agent",)), ("2012-01-01", "2011-11-22", ("principal", "agent")),
    ],
)  # fmt: skip
def test_the_section_reads_who_was_under_age_on_the_day_of_filing(
    installation: Installation, reviewer: Member, principal: str, agent: str, minors: tuple[str, ...]
) -> None:
    """Whoever turns 18 on the next day is of age (年齢計算ニ関する法律)."""
    young = taro(installation, birth=agent)
    case = case_of(installation, reviewer, filed(installation, birth=principal, session=young))
    shown = view(installation, case, date(2036, 1, 1))
    assert shown is not None
    assert shown.minors == minors


def test_filing_for_oneself_is_no_delegation(installation: Installation, reviewer: Member) -> None:
    case = case_of(installation, reviewer, filed(installation, "self"))
    assert view(installation, case) is None
    with pytest.raises(NotFound):
        judge(installation, reviewer, case, CLAIMED, VERIFIED)


def test_a_verified_mandate_ends_after_its_last_day(installation: Installation, reviewer: Member) -> None:
    case = case_of(installation, reviewer, filed(installation))
    judge(installation, reviewer, case, CLAIMED, VERIFIED, "2026-11-30")
    last, after = (view(installation, case, date(2026, *day)) for day in ((11, 30), (12, 1)))
    assert last is not None
    assert after is not None
    assert (last.over, after.over) == (False, True)
    assert (last.judged_by, last.shown, last.ends) == ("見本 課子", SEEN, date(2026, 11, 30))


def test_of_two_judgements_from_the_same_page_the_second_is_a_conflict(
    installation: Installation, reviewer: Member
) -> None:
    case = case_of(installation, reviewer, filed(installation))
    judge(installation, reviewer, case, CLAIMED, VERIFIED)
    for before, state in ((CLAIMED, REJECTED), (VERIFIED, VERIFIED)):
        with pytest.raises(Conflict):
            judge(installation, reviewer, case, before, state)
    for before, state in ((VERIFIED, CLAIMED), ("open", VERIFIED)):
        with pytest.raises(BadRequest):
            judge(installation, reviewer, case, before, state)
    judge(installation, reviewer, case, VERIFIED, REVOKED, "2026-11-30")
    shown = view(installation, case)
    assert shown is not None
    assert (shown.state, shown.ends) == (REVOKED, None)
    assert [len(audited(installation, f"{act} delegation")) for act in ("verify", "revoke", "reject")] == [1, 1, 0]


def test_a_member_without_review_neither_judges_nor_reports(installation: Installation, reviewer: Member) -> None:
    case = case_of(installation, reviewer, filed(installation))
    clerk = Member(9, "clerk", "", frozenset({("clerk", DUTY)}), PLACE)
    with pytest.raises(NotAllowed):
        judge(installation, clerk, case, CLAIMED, VERIFIED)
    with pytest.raises(NotAllowed):
        notify(installation, clerk, case)


def test_the_principal_is_informed_once_by_a_way_that_the_city_has(
    installation: Installation, reviewer: Member
) -> None:
    case = case_of(installation, reviewer, filed(installation))
    with pytest.raises(BadRequest):
        notify(installation, reviewer, case, "agent")
    notify(installation, reviewer, case)
    with pytest.raises(Conflict):
        notify(installation, reviewer, case)
    shown = view(installation, case)
    assert shown is not None
    assert (shown.notified, shown.notified_how) == (INFORMED, "手紙（住民票の住所へ）：返事なし")
    assert audited(installation, "tell principal") == [INFORMED]


@pytest.mark.parametrize("before_filing", [True, False])
def test_a_protected_principal_is_never_informed(
    installation: Installation, reviewer: Member, before_filing: bool
) -> None:
    """A letter could reach the abuser."""

    def protect_principal() -> None:
        with installation.database.write() as unit:
            protect(installation, unit, reviewer.actor, [HANAKO], STAFF)
            unit.commit()

    if before_filing:
        protect_principal()
        case = case_of(installation, reviewer, filed(installation))
    else:
        number = filed(installation)
        protect_principal()
        case = case_of(installation, reviewer, number)
        notify(installation, reviewer, case)
    shown = view(installation, case)
    assert shown is not None
    assert (shown.notified, shown.notified_how) == (NEVER, "")


@pytest.mark.parametrize(
    ("state", "shown", "ends", "wrong"),
    [
        (VERIFIED, SEEN, "", set()),
        (VERIFIED, SEEN, "2026-11-20", set()),
        (VERIFIED, SEEN, "2026-11-19", {"ends"}),
        (VERIFIED, SEEN, "2026-13-01", {"ends"}),
        (REJECTED, SEEN, "2026-11-19", set()),
        (REJECTED, " 　", "", {"shown"}),
        (REJECTED, "あ" * MOST_SHOWN, "", set()),
        (REJECTED, "あ" * (MOST_SHOWN + 1), "", {"shown"}),
    ],
)
def test_a_judgement_needs_a_reason_and_a_last_day_that_has_not_passed(
    installation: Installation, state: str, shown: str, ends: str, wrong: set[str]
) -> None:
    assert set(wrong_with(installation.clock, state, shown, ends)) == wrong


FILER = """\
      - {id: contact, type: person_name, label: 担当の人}
  - step: 出す人
    id: filer_step
    as: filer
    role: filer
    ask:
      - {id: kind, type: choice, label: だれ, options: {self: 申請する人, agent: 頼まれた人}}
      - {id: name, type: person_name, label: 代わりに出す人の氏名, when: kind == agent}
"""


def test_an_agent_without_a_card_is_called_as_they_wrote_it(installation: Installation, reviewer: Member) -> None:
    identity = "{sign_in: mail}\nprincipal: {name: contact}"
    offer(installation, small(FILER, version="2", duty=DUTY, who=WHO, identity=identity))
    answers = {
        "reason": "lost", "contact": {"family": "例示", "given": "花子"}, "filer.kind": "agent",
        "filer.name": {"family": "見本", "given": "書士"},
    }  # fmt: skip
    number = file_application(installation, guest(installation), of="small", answers=answers)
    shown = view(installation, case_of(installation, reviewer, number))
    assert shown is not None
    assert (shown.kind, shown.agent, shown.notified) == ("agent", "見本　書士", DUE)
