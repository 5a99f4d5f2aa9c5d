"""The city's assignment rules: their conditions, faults of their file, and assigning evenly, never to absent staff or relatives."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from forms.complaints import Refused
from portal.db import Unit
from portal.services.cases.cases import case_of_member, open_case
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.sections.hand_cases import Handed
from portal.services.desk.sections.handling_rules import (
    AREA,
    FILE,
    LOAD,
    PROCEDURE,
    HandlingRule,
    HandlingRules,
    assign_by_rule,
    assign_waiting,
    choose,
    read_handling_rules,
    town_of,
    unfit_rules,
)
from portal.services.residents.mark_protected import mark_protected
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.colleagues import Colleague
from portal.store.cases import applications
from portal.store.shared import audit_records
from portal.store.staff import staff_absences
from tests.portal.world import ANSWERS, DUTY, add_member, alice, file_application
from tests.portal.world import PROCEDURE as CARD

SINCE = {"from": "2026-04-01"}
TODAY = date(2026, 11, 20)


def rule(**parts: object) -> HandlingRule:
    return HandlingRule.model_validate(SINCE | parts)


@pytest.mark.parametrize(
    ("town", "fits"),
    [("港町", True), ("港町3丁目", True), ("港町三丁目", True), ("港町南", False), ("東港町", False), ("", False)],
)
def test_an_area_is_a_town_with_its_blocks_and_no_namesake(town: str, fits: bool) -> None:
    assert rule(areas=["港町"]).fits(CARD, town, TODAY) is fits


def test_a_rule_holds_for_its_procedures_on_its_days(installation: Installation) -> None:
    of_card = rule(procedures=[CARD], to="2026-11-20")
    days = (date(2026, 3, 31), date(2026, 4, 1), TODAY, date(2026, 11, 21))
    assert [of_card.fits(CARD, "", day) for day in days] == [False, True, True, False]
    assert (of_card.fits("other", "", TODAY), rule().fits("other", "", TODAY)) == (False, True)
    rules = HandlingRules(duties={DUTY: (of_card,)})
    assert (rules.of(DUTY, TODAY), rules.of(DUTY, days[-1]), rules.of("roads", TODAY)) == ((of_card,), (), ())


def test_the_kind_of_a_rule_is_its_narrowest_condition() -> None:
    kinds = [rule(areas=["港町"], procedures=[CARD]).kind, rule(procedures=[CARD]).kind, rule(staff=["ichi"]).kind]
    assert kinds == [AREA, PROCEDURE, LOAD]


def test_a_town_is_without_prefecture_and_city(installation: Installation) -> None:
    written = ("見本県見本市港町", "見本市　港町", "港町", "見本県別市港町")
    assert [town_of(installation.city, address) for address in written] == ["港町", "港町", "港町", "別市港町"]


def test_a_city_without_a_file_has_no_rules(tmp_path: Path, installation: Installation) -> None:
    city = installation.city.model_copy(update={"folder": tmp_path})
    assert read_handling_rules(city) == HandlingRules()
    assert unfit_rules(city, {CARD: DUTY}) == []


def test_a_fault_of_the_file_is_reported_with_its_line(installation: Installation, tmp_path: Path) -> None:
    path, known = tmp_path / FILE, {CARD: DUTY}
    city = installation.city.model_copy(update={"folder": tmp_path})
    rules = f"duties:\n  fishing:\n    - {{from: 2026-04-01}}\n  childcare:\n    - {{procedures: [later, {CARD}], from: 2026-04-01}}\n"
    path.write_text(rules, encoding="utf-8")
    faults = [str(fault).removeprefix(f"{tmp_path}/") for fault in unfit_rules(city, known)]
    assert [fault.split(" ")[0] for fault in faults] == ["assignment.yaml:2:3:", "assignment.yaml:5:28:"]
    laid = city.model_copy(update={"laid": {FILE: f"# 決まり\n{rules}"}})
    assert [fault.line for fault in unfit_rules(laid, known)] == [3, 6]
    path.write_text(f"duties:\n  {DUTY}:\n    - {{from: 2026-04-02, to: 2026-04-01}}\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"assignment\.yaml:3:30: ends before it begins"):
        read_handling_rules(city)


BY_LOAD = f"duties: {{{DUTY}: [{{from: 2026-04-01}}]}}"


def ruled(installation: Installation, folder: Path, rules: str) -> Installation:
    (folder / "assignment.yaml").write_text(rules, encoding="utf-8")
    return replace(installation, city=installation.city.model_copy(update={"folder": folder}))


def reviewers(installation: Installation, *logins: str) -> list[Member]:
    return [add_member(installation, login, ("reviewer", DUTY)) for login in logins]


def whose(installation: Installation, number: str) -> int | None:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row is not None
    return row.assignee_id


def file(installation: Installation, count: int = 1, changes: Mapping[str, Any] | None = None) -> list[str]:
    session = alice(installation)
    return [file_application(installation, session, changes) for _ in range(count)]


def lives_in(town: str) -> dict[str, Any]:
    return {"address": {**ANSWERS["address"], "town": town}}


def test_without_rules_nobody_has_what_arrives(installation: Installation, tmp_path: Path) -> None:
    reviewers(installation, "ichi")
    ruled_installation = replace(installation, settings=installation.settings.model_copy(update={"city": tmp_path}))
    assert whose(ruled_installation, file(ruled_installation)[0]) is None


def test_what_arrives_goes_to_who_has_the_fewest_and_of_equals_to_the_first(
    installation: Installation, tmp_path: Path
) -> None:
    with_rules = ruled(installation, tmp_path, BY_LOAD)
    second, first = reviewers(with_rules, "ni", "ichi")
    add_member(with_rules, "hoka", ("reviewer", "childcare"))
    assert [whose(with_rules, number) for number in file(with_rules, 3)] == [first.id, second.id, first.id]


def test_the_history_says_by_which_rule_and_why_and_the_applicant_hears_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    with_rules = ruled(installation, tmp_path, BY_LOAD)
    member = reviewers(with_rules, "ichi")[0]
    number = file(with_rules)[0]
    with with_rules.database.read() as unit:
        view = describe_case(with_rules, unit, case_of_member(with_rules, unit, member, number), member.id)
        records = audit_records.after(unit, 0)
    assert (
        view.history[0].what
        == "決まりで担当を決めた：ichiさん。件数の決まりで、担当している申請がいちばん少ない（0件）"
    )
    assert (view.history[0].words, view.history[0].actor) == ("", "システム")
    assert ("assign by rule", "load to ichi") in [(record.action, record.detail) for record in records]


@pytest.mark.parametrize(
    ("town", "who"),
    [
        ("見本県見本市港町", "minato"), ("見本市　港町", "minato"), ("港町三丁目", "minato"), ("港町南", "tetsuzuki"),
        ("見本県見本市東港町", "tetsuzuki"), ("見本県別市港町", "tetsuzuki"),
    ],
)  # fmt: skip
def test_a_rule_of_an_area_takes_those_who_live_there_and_no_namesake_of_it(
    town: str, who: str, installation: Installation, tmp_path: Path
) -> None:
    rules = f"""
duties:
  {DUTY}:
    - {{areas: [港町], staff: [minato], from: 2026-04-01}}
    - {{procedures: [{CARD}], staff: [tetsuzuki], from: 2026-04-01}}
"""
    with_rules = ruled(installation, tmp_path, rules)
    ids = {reviewer.login: reviewer.id for reviewer in reviewers(with_rules, "minato", "tetsuzuki", "daremo")}
    assert whose(with_rules, file(with_rules, changes=lives_in(town))[0]) == ids[who]


def test_a_rule_of_other_days_or_of_nobody_who_may_is_passed_over(installation: Installation, tmp_path: Path) -> None:
    rules = f"""
duties:
  {DUTY}:
    - {{staff: [mae], from: 2025-04-01, to: 2026-03-31}}
    - {{staff: [hoka, inai], from: 2026-04-01}}
    - {{staff: [ato], from: 2026-04-01}}
"""
    with_rules = ruled(installation, tmp_path, rules)
    add_member(with_rules, "hoka", ("reviewer", "childcare"))
    _, after = reviewers(with_rules, "mae", "ato")
    assert whose(with_rules, file(with_rules)[0]) == after.id


def test_who_is_away_gets_nothing_and_who_is_in_does(installation: Installation, tmp_path: Path) -> None:
    with_rules = ruled(installation, tmp_path, f"duties: {{{DUTY}: [{{staff: [ichi], from: 2026-04-01}}]}}")
    away, instead = reviewers(with_rules, "ichi", "ni")
    with with_rules.database.write() as unit:
        staff_absences.add(unit, away.id, "2026-11-20", "2026-11-20", instead.id)
        unit.commit()
    assert whose(with_rules, file(with_rules)[0]) == instead.id


def test_nobody_is_given_a_case_that_names_them(installation: Installation, tmp_path: Path) -> None:
    with_rules = ruled(installation, tmp_path, BY_LOAD)
    add_member(with_rules, "ane", ("reviewer", DUTY), name="髙見本　太郎")
    assert whose(with_rules, file(with_rules)[0]) is None


def test_a_protected_person_goes_only_to_who_may_see_them_and_not_by_where_they_live(
    installation: Installation, tmp_path: Path
) -> None:
    with_rules = ruled(installation, tmp_path, "duties: {}")
    member = reviewers(with_rules, "ichi")[0]
    guard = add_member(with_rules, "hogo", ("reviewer", DUTY), ("protected", DUTY))
    number = file(with_rules, changes=lives_in("見本県見本市港町"))[0]
    with with_rules.database.write() as unit:
        mark_protected(with_rules, unit, guard, case_of_member(with_rules, unit, guard, number), 0, ["0"], "支援措置")
        unit.commit()
    rules = (
        f"duties: {{{DUTY}: [{{areas: [港町], staff: [hogo], from: 2026-04-01}}, {{staff: [ichi], from: 2026-04-01}}]}}"
    )
    assert [line.result for line in waiting(ruled(with_rules, tmp_path, rules), member)] == ["nobody"]
    assert [line.to for line in waiting(ruled(with_rules, tmp_path, f"{BY_LOAD} "), member)] == ["hogoさん"]


def waiting(installation: Installation, member: Member) -> list[Handed]:
    with installation.database.write() as unit:
        handed = assign_waiting(installation, unit, member)
        unit.commit()
    return handed


def test_what_nobody_has_is_given_on_demand_once(installation: Installation, tmp_path: Path) -> None:
    with_rules = ruled(installation, tmp_path, "duties: {}")
    first, second = reviewers(with_rules, "ichi", "ni")
    numbers = file(with_rules, 4)
    ready = ruled(with_rules, tmp_path, BY_LOAD)
    assert len(waiting(ready, first)) == 4
    assert Counter(whose(with_rules, number) for number in numbers) == {first.id: 2, second.id: 2}
    assert waiting(ready, first) == []
    stranger = add_member(with_rules, "charlie", ("reviewer", "childcare"))
    assert waiting(ready, stranger) == []


def test_a_file_that_became_faulty_keeps_nothing_from_arriving(installation: Installation, tmp_path: Path) -> None:
    with_rules = ruled(installation, tmp_path, "duties: 7")
    reviewers(with_rules, "ichi")
    assert whose(with_rules, file(with_rules)[0]) is None


LOGINS = "abcdef"
_who = st.sampled_from(LOGINS)
_rules = st.lists(
    st.builds(lambda staff: HandlingRule.model_validate(SINCE | {"staff": staff}), st.lists(_who, unique=True)),
    max_size=4,
)


@st.composite
def sections(draw: st.DrawFn) -> dict[int, Colleague]:
    every = {}
    for number, login in enumerate(LOGINS, 1):
        rights = frozenset({("reviewer", draw(st.sampled_from((DUTY, "childcare"))))})
        away = draw(st.booleans())
        instead = draw(st.integers(1, len(LOGINS))) if away else 0
        every[number] = Colleague(number, login, login, rights, "2026-11-20" if away else "", instead)
    return every


@given(every=sections(), rules=_rules, barred=st.sets(st.integers(1, len(LOGINS))), arrivals=st.integers(1, 20))
def test_whatever_the_rules_nobody_away_barred_or_without_the_right_gets_one(
    every: dict[int, Colleague], rules: list[HandlingRule], barred: set[int], arrivals: int
) -> None:
    able = [member for member in every.values() if member.id not in barred and member.reviews(DUTY)]
    load: Counter[int] = Counter()
    for _ in range(arrivals):
        choice = choose(rules, every, able, DUTY, load)
        assert choice == choose(rules, every, able, DUTY, load)
        if choice is None:
            continue
        assert not choice.to.away
        assert choice.to in able
        load[choice.to.id] += 1
    assert sum(load.values()) in (0, arrivals)


@given(before=st.lists(st.integers(0, 9), min_size=1, max_size=6), arrivals=st.integers(0, 60))
def test_by_load_the_difference_never_grows_and_ends_at_one(before: list[int], arrivals: int) -> None:
    rights = frozenset({("reviewer", DUTY)})
    every = {number: Colleague(number, f"s{number}", "", rights) for number in range(len(before))}
    load = Counter(dict(enumerate(before)))
    for _ in range(arrivals):
        choice = choose([HandlingRule.model_validate(SINCE)], every, every.values(), DUTY, load)
        assert choice is not None
        load[choice.to.id] += 1
    spread = max(load.values()) - min(load[number] for number in every)
    assert spread <= max(1, max(before) - min(before))
    if arrivals >= sum(max(before) - total for total in before):
        assert spread <= 1


@pytest.mark.both_engines
def test_two_that_arrive_at_one_moment_go_to_two_people(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else both would choose the same idle member."""
    first, second = file(installation, 2)
    ruled_one = ruled(installation, tmp_path, BY_LOAD)
    anna, berta = reviewers(installation, "anna", "berta")
    counted = threading.Event()

    def assign(unit: Unit, number: str) -> None:
        row = applications.by_number(unit, number)
        assert row is not None
        rules = read_handling_rules(ruled_one.city)
        assign_by_rule(ruled_one, unit, anna.actor, open_case(ruled_one, unit, row), rules)

    def arrive() -> None:
        with ruled_one.database.write() as unit:
            assign(unit, second)
            unit.commit()

    count = applications.open_counts

    def count_and_signal(unit: Unit, duties: Sequence[str], staff: Sequence[int]) -> dict[int, int]:
        loads = count(unit, duties, staff)
        counted.set()
        return loads

    with ThreadPoolExecutor(1) as beside:
        with ruled_one.database.write() as unit:
            assign(unit, first)
            monkeypatch.setattr(applications, "open_counts", count_and_signal)
            arriving = beside.submit(arrive)
            while (
                unit.connection.dialect.name == "postgresql" and not counted.wait(0.01) and not _waiting(installation)
            ):
                pass
            unit.commit()
        arriving.result()
    assert [whose(installation, receipt) for receipt in (first, second)] == [anna.id, berta.id]


def _waiting(installation: Installation) -> bool:
    """On PostgreSQL."""
    with installation.database.read() as unit:
        return bool(unit.connection.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted LIMIT 1")).all())
