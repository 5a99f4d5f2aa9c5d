"""災害モード: two administrators, limited days."""

from collections.abc import Callable
from dataclasses import astuple, replace

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.declare_disaster import (
    ask_for_disaster,
    confirm_disaster,
    declared_disaster,
    end_disaster,
    for_disasters,
    read_declared,
    withdraw_disaster,
)
from tests.portal.later import later
from tests.portal.services.audit_trail import trail
from tests.portal.services.staff.disaster import PROCEDURE, RAIN, switch_on
from tests.portal.world import PROCEDURE as CARE
from tests.portal.world import add_member

TYPED = {
    "procedure": PROCEDURE, "name": RAIN.name, "reason": RAIN.reason, "from_day": RAIN.from_day, "to_day": RAIN.to_day,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, ()), ({"name": " 大雨 "}, ()), ({"to_day": "2026-11-20"}, ()), ({"to_day": "2027-02-20"}, ()),
        ({"to_day": "2027-02-21"}, ("to",)), ({"to_day": "2026-11-19"}, ("to",)), ({"from_day": "2026-11-19"}, ("from",)),
        ({"from_day": "あした"}, ("from", "to")), ({"name": " "}, ("name",)), ({"name": "雨" * 41}, ("name",)),
        ({"reason": "理" * 301}, ("reason",)), ({"reason": "\0"}, ("reason",)), ({"procedure": CARE}, ("procedure",)),
    ],
)  # fmt: skip
def test_a_request_names_every_box_that_is_wrong(
    installation: Installation, kanri: Member, change: dict[str, str], wrong: tuple[str, ...]
) -> None:
    assert read_declared(installation, kanri, **(TYPED | change)).wrong == wrong


def test_what_is_typed_is_kept_without_spaces_around_it(installation: Installation, kanri: Member) -> None:
    assert astuple(read_declared(installation, kanri, **(TYPED | {"name": " 見本の大雨 "}))) == astuple(RAIN)


def test_who_asked_cannot_confirm_and_each_step_is_taken_once(
    installation: Installation, kanri: Member, jinji: Member
) -> None:
    with installation.database.write() as unit:
        number = ask_for_disaster(installation, unit, kanri, RAIN)
        with pytest.raises(Conflict):
            ask_for_disaster(installation, unit, jinji, RAIN)
        with pytest.raises(NotAllowed):
            confirm_disaster(installation, unit, kanri, number)
        with pytest.raises(Conflict):
            end_disaster(installation, unit, jinji, number)
        assert declared_disaster(installation.clock, unit) is None
        confirm_disaster(installation, unit, jinji, number)
        for settle in (confirm_disaster, withdraw_disaster):
            with pytest.raises(Conflict):
                settle(installation, unit, jinji, number)
        end_disaster(installation, unit, kanri, number)
        with pytest.raises(Conflict):
            end_disaster(installation, unit, kanri, number)
        assert trail(unit) == [
            ("staff:kanri", "ask for disaster mode", f"{number} {PROCEDURE} 2026-11-20..2026-12-20"),
            ("staff:jinji", "confirm disaster mode", f"{number} {PROCEDURE} 2026-11-20..2026-12-20 of kanri"),
            ("staff:kanri", "end disaster mode", f"{number} {PROCEDURE}"),
        ]


def test_what_is_withdrawn_never_begins(installation: Installation, kanri: Member, jinji: Member) -> None:
    with installation.database.write() as unit:
        number = ask_for_disaster(installation, unit, kanri, RAIN)
        withdraw_disaster(installation, unit, kanri, number)
        with pytest.raises(Conflict):
            confirm_disaster(installation, unit, jinji, number)
        assert ask_for_disaster(installation, unit, kanri, RAIN) != number


def test_it_holds_for_its_procedure_from_its_first_to_its_last_day(
    installation: Installation, kanri: Member, jinji: Member
) -> None:
    def is_declared(days: int, procedure: str = "") -> bool:
        return declared_disaster(later(installation, days=days).clock, unit, procedure) is not None

    with installation.database.write() as unit:
        switch_on(installation, unit, kanri, jinji)
        assert [is_declared(days) for days in (-1, 0, 30, 31)] == [False, True, True, False]
        assert (is_declared(0, PROCEDURE), is_declared(0, CARE)) == (True, False)


@pytest.mark.parametrize("act", [confirm_disaster, withdraw_disaster, end_disaster])
def test_an_administrator_of_other_duties_has_no_part_in_it(
    installation: Installation, kanri: Member, act: Callable[..., None]
) -> None:
    part = add_member(installation, "bubun", ("administrator", "childcare"))
    assert for_disasters(installation.catalogue, part) == []
    assert read_declared(installation, part, **TYPED).wrong == ("procedure",)
    with installation.database.write() as unit:
        with pytest.raises(NotAllowed):
            ask_for_disaster(installation, unit, part, replace(RAIN))
        number = ask_for_disaster(installation, unit, kanri, RAIN)
        with pytest.raises(NotAllowed):
            act(installation, unit, part, number)
        with pytest.raises(NotFound):
            act(installation, unit, kanri, number + 1)
