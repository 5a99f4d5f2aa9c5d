"""Conditions of assignment rules, and faults of their file."""

from datetime import date
from pathlib import Path

import pytest

from forms.complaints import Refused
from portal.services.desk.sections.handling_rules import (
    AREA,
    FILE,
    LOAD,
    PROCEDURE,
    HandlingRule,
    HandlingRules,
    read_handling_rules,
    town_of,
    unfit_rules,
)
from portal.services.shared.installation import Installation
from tests.portal.world import DUTY
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
    assert read_handling_rules(tmp_path) == HandlingRules()
    assert unfit_rules(tmp_path, installation.city, {CARD: DUTY}) == []


def test_a_fault_of_the_file_is_told_with_its_line(installation: Installation, tmp_path: Path) -> None:
    path, city, known = tmp_path / FILE, installation.city, {CARD: DUTY}
    rules = f"duties:\n  fishing:\n    - {{from: 2026-04-01}}\n  childcare:\n    - {{procedures: [later, {CARD}], from: 2026-04-01}}\n"
    path.write_text(rules, encoding="utf-8")
    faults = [str(fault).removeprefix(f"{tmp_path}/") for fault in unfit_rules(tmp_path, city, known)]
    assert [fault.split(" ")[0] for fault in faults] == ["assignment.yaml:2:3:", "assignment.yaml:5:28:"]
    path.write_text(f"duties:\n  {DUTY}:\n    - {{from: 2026-04-02, to: 2026-04-01}}\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"assignment\.yaml:3:30: ends before it begins"):
        read_handling_rules(tmp_path)
