"""Outcomes by life: stages that leave a case open, 非該当, an outcome of a 届出 to somebody's disadvantage, results per child."""

import pytest

from forms.path.binding import boxes
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.result import result_of
from portal.services.desk.case.decide_application import Decision, choices, decide_application, read_decision
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import notices
from tests.portal.results import examined_case, examiner


def decide(
    installation: Installation, member: Member, number: str, outcome: str, words: str = "", /, **values: str
) -> Decision:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        posted = {f"result.{name}": [value] for name, value in values.items()}
        decision = read_decision(installation, case, outcome, words, raw_of=lambda field: boxes(field.id, posted))
        if not decision.mistakes:
            decide_application(installation, unit, member, case, case.row.revision, decision)
            unit.commit()
    return decision


def opened(installation: Installation, member: Member, number: str) -> tuple[Case, list[str]]:
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        return case, [row.title for row in notices.of_application(unit, case.row.id)]


def test_a_place_at_a_nursery_is_decided_in_stages_and_the_case_stays_open_between_them(
    installation: Installation,
) -> None:
    nursery = "hoiku-riyo-moshikomi"
    clerk = examiner(installation, nursery)
    number = examined_case(installation, clerk, nursery)
    term = {"term.from_year": "2027-04-01", "term.to_year": "2030-03-31"}
    assert decide(installation, clerk, number, "certified", category="third", hours="standard", **term).mistakes == ()
    case, titles = opened(installation, clerk, number)
    assert (case.row.state, case.row.decided_at, titles) == (
        "waiting",
        None,
        ["教育・保育給付認定通知書"],
    )
    assert case.row.due == NO_DUE
    assert {"placed", "on_hold", "refused"} <= set(choices(case.procedure, case.row))
    held = {"held_from.year": "2027-04", "cause": "full"}
    assert decide(installation, clerk, number, "on_hold", **held).mistakes == (("words", "no_words"),)
    assert decide(installation, clerk, number, "on_hold", "空きがなかったためです。", **held).mistakes == ()
    assert (
        decide(installation, clerk, number, "placed", facility="見本保育園", **{"starts.year": "2027-05-01"}).mistakes
        == ()
    )
    case, titles = opened(installation, clerk, number)
    assert (case.row.state, case.row.decided_at is None) == ("approved", False)
    assert titles[1:] == ["利用保留通知書", "利用承諾通知書"]


def test_a_notification_that_ends_to_somebody_s_disadvantage_states_reasons_and_where_to_object(
    installation: Installation,
) -> None:
    yearly = "jido-teate-genkyo"
    clerk = examiner(installation, yearly)
    number = examined_case(installation, clerk, yearly)
    month = {"suspended_from.year": "2026-12"}
    assert decide(installation, clerk, number, "suspended", **month).mistakes == (("words", "no_words"),)
    decision = decide(installation, clerk, number, "suspended", "現況届に書類が足りないためです。", **month)
    case, titles = opened(installation, clerk, number)
    assert ("審査請求" in decision.appeal, case.row.state, titles) == (True, "done", ["児童手当 支払差止通知書"])
    with installation.database.read() as unit:
        (notice,) = notices.of_application(unit, case.row.id)
        content = case.sealer.open(f"notice:{notice.made_at}", notice.sealed_content)
    assert content["rows"] == [["支払を差し止める月", "令和8年（2026年）12月"]]
    other = examined_case(installation, clerk, yearly, seed=2)
    continued = decide(installation, clerk, other, "done")
    assert (continued.mistakes, continued.appeal, opened(installation, clerk, other)[1]) == ((), "", [])


@pytest.mark.parametrize(
    ("yearly", "outcome", "title", "values", "body"),
    [
        (
            "hoiku-genkyo",
            "changed",
            "教育・保育給付認定変更通知書",
            {
                "of_child": "見本 ひかり",
                "changed_from.year": "2027-01-01",
                "new_category": "second",
                "new_hours": "short",
                "new_term.from_year": "2027-01-01",
                "new_term.to_year": "2029-03-31",
            },
            "見本市長",
        ),
        (
            "hoiku-genkyo",
            "certification_revoked",
            "教育・保育給付認定取消通知書",
            {"of_child": "見本 ひかり", "revoked_on.year": "2027-01-31", "cause": "no_need"},
            "見本市長",
        ),
        (
            "jido-fuyo-teate-genkyo",
            "stopped",
            "児童扶養手当支給停止通知書",
            {
                "month_from.year": "2026-11",
                "stopped_part": "all",
                "cause": "income",
                "stopped_term.from_year": "2026-11-01",
                "stopped_term.to_year": "2027-10-31",
            },
            "見本県知事",
        ),
        (
            "jido-fuyo-teate-genkyo",
            "suspended",
            "児童扶養手当支払差止通知書",
            {"month_from.year": "2026-11"},
            "見本県知事",
        ),
        (
            "jido-fuyo-teate-genkyo",
            "ended",
            "児童扶養手当資格喪失通知書",
            {"ended_on.year": "2026-10-01", "last_month.year": "2026-10"},
            "見本県知事",
        ),
    ],
)
def test_a_yearly_notification_may_end_to_somebody_s_disadvantage_with_reasons_and_where_to_object(
    installation: Installation, yearly: str, outcome: str, title: str, values: dict[str, str], body: str
) -> None:
    clerk = examiner(installation, yearly)
    number = examined_case(installation, clerk, yearly)
    assert decide(installation, clerk, number, outcome, **values).mistakes == (("words", "no_words"),)
    decision = decide(installation, clerk, number, outcome, "届に書かれたことと書類からの判断です。", **values)
    case, titles = opened(installation, clerk, number)
    assert (decision.mistakes, case.row.state, titles) == ((), "done", [title])
    assert f"{body}に対して審査請求" in decision.appeal
    assert "裁決を経た後でなければ" not in decision.appeal


def test_an_allowance_is_granted_per_child_and_the_sum_is_checked(installation: Installation) -> None:
    claim = "jido-teate-nintei"
    clerk = examiner(installation, claim)
    number = examined_case(installation, clerk, claim)
    case, _ = opened(installation, clerk, number)
    rows = case.path.rows["children"]
    result = {"number": "児手第1号", "starts.year": "2026-12", "monthly": str(10_000 * len(rows))}
    for row in rows:
        result |= {f"child.{row}.order": "first", f"child.{row}.amount": "10,000"}
    wrong = decide(installation, clerk, number, "approved", **(result | {"monthly": "1"}))
    assert [name for name, _ in wrong.wrong] == ["result.monthly"]
    assert decide(installation, clerk, number, "approved", **result).mistakes == ()
    with installation.database.read() as unit:
        shown = result_of(unit, opened(installation, clerk, number)[0])
    assert shown is not None
    assert len(shown.sections) == 1 + len(rows)
    assert all("子ども" in section.title for section in shown.sections[1:])
