"""取消し and 撤回 of a granted decision: the form, the state, the notice, what one had, both zones, and who may do it."""

from dataclasses import replace

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import case_of_member
from portal.services.cases.ending import Ending, ending_of
from portal.services.cases.result import apply_results, former_results, report_results
from portal.services.desk.case.decide_application import Decision, choices, endings_of, read_decision
from portal.services.desk.case.end_decision import EndingForm, read_ending
from portal.services.desk.case.reopen_decision import reopen_decision
from portal.services.desk.case.settle_outcome import approve_outcome, settle_outcome
from portal.services.my_cases.list_entitlements import list_entitlements
from portal.services.notices.print_notice import notice_letter
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import entitlements
from portal.store.notices import notices
from tests.portal.later import at, later
from tests.portal.results import CORE_RESULT, core_case, core_examiner, decide, examined_case, examiner
from tests.portal.services.desk.at_work import acting, audited, case_of
from tests.portal.world import add_member, alice

FORM = EndingForm(
    outcome="revoked", on="2026-12-01", hearing="explanation", heard_on="2026-11-20", words="転出されたためです。",
    provision="介護保険法第31条第1項",
)  # fmt: skip
ANNULLED = replace(
    FORM, outcome="annulled", on="", hearing="not_needed", heard_on="", basis="行政手続法第13条第2項第2号"
)


@pytest.fixture
def member(installation: Installation) -> Member:
    return core_examiner(installation)


@pytest.fixture
def number(installation: Installation, member: Member) -> str:
    return core_case(installation, member)


def read(installation: Installation, member: Member, number: str, form: EndingForm) -> Decision:
    with acting(installation, member, number) as (unit, case):
        return read_ending(installation, unit, case, form)


def end(installation: Installation, member: Member, number: str, form: EndingForm = FORM) -> str:
    with acting(installation, member, number) as (unit, case):
        decision = read_ending(installation, unit, case, form)
        assert decision.mistakes == ()
        return settle_outcome(installation, unit, member, case, case.row.revision, decision)


def standing(installation: Installation, member: Member, number: str) -> list[tuple[str, str, str]]:
    case = case_of(installation, member, number)
    with installation.database.read() as unit:
        rows = entitlements.of_applications(unit, [case.row.id])
    return [(row.outcome, row.last_on, row.remind_on) for row in rows]


@pytest.mark.parametrize(
    ("changes", "mistakes"),
    [
        ({}, ()),
        ({"outcome": "approved"}, ("no_way",)),
        ({"on": ""}, ("no_effect",)),
        ({"on": "2026-11-19"}, ("no_effect",)),
        ({"hearing": ""}, ("no_hearing",)),
        ({"heard_on": "2026-11-21"}, ("not_heard",)),
        ({"hearing": "not_needed"}, ("no_basis",)),
        ({"hearing": "not_needed", "basis": "長" * 201}, ("no_basis",)),
        ({"words": " "}, ("no_words",)),
        ({"provision": ""}, ("no_provision",)),
    ],
)
def test_day_hearing_reason_and_provision_are_needed(
    installation: Installation, member: Member, number: str, changes: dict[str, str], mistakes: tuple[str, ...]
) -> None:
    decision = read(installation, member, number, replace(FORM, **changes))
    assert tuple(sorted(key for _, key in decision.mistakes)) == tuple(sorted(mistakes))


def test_the_day_of_effect_and_the_hearing_are_kept_only_where_they_belong(
    installation: Installation, member: Member, number: str
) -> None:
    annulled = read(installation, member, number, replace(ANNULLED, on="2026-12-01", heard_on="2026-11-20"))
    assert ending_of(annulled.result) == Ending("", "not_needed", "", "行政手続法第13条第2項第2号")


def test_a_revoked_right_lasts_until_the_day_before_and_nobody_is_reminded(
    installation: Installation, member: Member, number: str
) -> None:
    assert end(installation, member, number) == "decide"
    case = case_of(installation, member, number)
    assert (case.row.state, case.row.decided_at is not None) == ("revoked", True)
    assert standing(installation, member, number) == [("approved", "2026-11-30", "")]
    assert audited(installation, "end decision") == [(str(member.actor), "revoked 2026-12-01 explanation")]
    then = at(installation, "2026-12-01T09:00:00+09:00")
    with then.database.read() as unit:
        (view,) = list_entitlements(then, unit, alice(then))
    assert (view.ended, view.renewal) == (True, None)


def test_an_annulled_right_never_was(installation: Installation, member: Member, number: str) -> None:
    end(installation, member, number, ANNULLED)
    assert standing(installation, member, number) == []
    with installation.database.read() as unit:
        assert list_entitlements(installation, unit, alice(installation)) == ()


def test_what_would_begin_after_the_day_ends_at_once(installation: Installation, member: Member) -> None:
    number = core_case(installation, member, "")
    term = {"result.term.from_year": ["2026-12-01"], "result.term.to_year": ["2027-05-31"]}
    decide(installation, member, number, "approved", {**CORE_RESULT, **term})
    end(installation, member, number)
    assert standing(installation, member, number) == []


def test_the_notice_names_the_former_decision_the_reason_the_provision_and_the_appeal(
    installation: Installation, member: Member, number: str
) -> None:
    end(installation, member, number)
    case = case_of(installation, member, number)
    with installation.database.read() as unit:
        row = notices.of_application(unit, case.row.id)[-1]
        former = former_results(unit, case)
    letter = notice_letter(case, row)
    assert letter.notice is not None
    text = letter.notice
    assert letter.subject == "決定撤回通知書"
    assert (
        "についての決定（令和8年（2026年）11月20日）を撤回したので、次のとおり理由を付けて通知します。" in text.opening
    )
    assert dict(text.rows)["結果"] == "決定を撤回します"
    assert dict(text.rows)["効力"] == "令和8年（2026年）12月1日から、効力がなくなります"
    assert dict(text.rows)["弁明の機会を設けた日"] == "令和8年（2026年）11月20日"
    assert (text.reasons, text.provision) == (["転出されたためです。"], "介護保険法第31条第1項")
    assert "審査請求をすることができます" in text.appeal[0]
    assert any("途中（とちゅう）で 終わります" in line for line in text.easy)
    assert [view.label for view in former] == ["認定する"]


def test_the_other_zone_ends_the_right_from_the_report(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        (before,) = report_results(unit, case)
        values = {"ending": {"on": "2026-12-01", "hearing": "hearing", "heard_on": "2026-11-20", "basis": ""}}
        carried = {**before, "outcome": "revoked", "made_at": before["made_at"] + 1, "values": values}
        apply_results(unit, case, [before, carried])
        apply_results(unit, case, [before, carried])
        rows = entitlements.of_applications(unit, [case.row.id])
        assert [row.last_on for row in rows] == ["2026-11-30"]


def test_a_ruling_against_a_revocation_brings_the_right_back(
    installation: Installation, member: Member, number: str
) -> None:
    end(installation, member, number)
    then = later(installation, days=2)
    with acting(then, member, number) as (unit, case):
        reopen_decision(then, unit, member, case, case.row.revision, "ruling", "裁決のとおりに決め直します。")
    decide(later(then, days=1), member, number, "approved", dict(CORE_RESULT))
    assert [last for _, last, _ in standing(then, member, number)] == ["2027-05-31"]


def test_no_other_section_and_no_clerk_ends_it(installation: Installation, member: Member, number: str) -> None:
    duty = case_of(installation, member, number).row.duty
    decision = read(installation, member, number, FORM)
    for login, right in (
        ("other", ("reviewer", "childcare")),
        ("clerk", ("clerk", duty)),
    ):
        stranger = add_member(installation, login, right)
        with pytest.raises(NotAllowed), acting(installation, member, number) as (unit, case):
            settle_outcome(installation, unit, stranger, case, case.row.revision, decision)
    assert case_of(installation, member, number).row.state == "approved"


def test_it_is_ended_once_and_only_as_it_was_read(installation: Installation, member: Member, number: str) -> None:
    decision = read(installation, member, number, FORM)
    revision = case_of(installation, member, number).row.revision
    end(installation, member, number)
    for typed in (revision, revision + 1):
        with pytest.raises(Conflict), acting(installation, member, number) as (unit, case):
            settle_outcome(installation, unit, member, case, typed, decision)
    assert len(audited(installation, "end decision")) == 1


@pytest.mark.parametrize("outcome", ["", "refused"])
def test_only_what_was_granted_can_be_ended(installation: Installation, member: Member, outcome: str) -> None:
    number = core_case(installation, member, "")
    if outcome:
        decide(installation, member, number, outcome, {}, "要件を満たさないためです。")
    case = case_of(installation, member, number)
    assert endings_of(case) == ()
    assert ("outcome", "none_chosen") in read(installation, member, number, FORM).mistakes


def test_the_usual_way_to_an_outcome_does_not_lead_to_an_ending(
    installation: Installation, member: Member, number: str
) -> None:
    """Bulk, file and machine take it: without day and hearing nothing ends."""
    case = case_of(installation, member, number)
    assert choices(case.procedure, case.row) == ()
    decision = read_decision(installation, case, "annulled", "理由", provision="第1条")
    assert ("outcome", "none_chosen") in decision.mistakes
    with pytest.raises(Conflict), acting(installation, member, number) as (unit, opened):
        settle_outcome(installation, unit, member, opened, opened.row.revision, replace(decision, mistakes=()))


def test_what_the_prefecture_decides_the_city_does_not_end(installation: Installation) -> None:
    forwarded = "tokubetsu-jido-fuyo-teate"
    member = examiner(installation, forwarded)
    number = examined_case(installation, member, forwarded)
    case = case_of(installation, member, number)
    assert endings_of(replace(case, row=case.row._replace(state="approved"))) == ()


def test_where_a_second_person_decides_the_right_stays_until_then(
    installation: Installation, member: Member, number: str
) -> None:
    duty, city = case_of(installation, member, number).row.duty, installation.city
    rows = tuple(row.model_copy(update={"approval": True}) for row in city.duties[duty])
    strict = replace(installation, city=city.model_copy(update={"duties": {**city.duties, duty: rows}}))
    assert end(strict, member, number) == "propose"
    assert (case_of(strict, member, number).row.state, len(standing(strict, member, number))) == ("approved", 1)
    with pytest.raises(NotAllowed), acting(strict, member, number) as (unit, case):
        approve_outcome(strict, unit, member, case)
    boss = add_member(strict, "boss", ("approver", duty))
    with acting(strict, boss, number) as (unit, case):
        approve_outcome(strict, unit, boss, case)
    assert case_of(strict, member, number).row.state == "revoked"
