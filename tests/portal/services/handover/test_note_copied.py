"""What is copied one by one is handed over once, as it was seen."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.errors import NotFound, NotYours
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.hold_hand_over import hold_hand_over
from portal.services.handover.check_hand_over import check_hand_over
from portal.services.handover.hand_over import hand_over
from portal.services.handover.note_copied import layouts_to_copy, mark_of, note_copied, to_copy
from portal.services.handover.reconcile import reconcile
from portal.services.handover.records import waiting_alone, waiting_counts
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.handover import hand_overs
from tests.portal.audited import audited
from tests.portal.services.handover.test_hand_over import CORE, GENERIC, end, examining
from tests.portal.world import DUTY, PROCEDURE, add_member

pytestmark = pytest.mark.both_engines


@pytest.fixture
def exporter(installation: Installation) -> Member:
    return add_member(installation, "exporter", ("exporter", DUTY))


@pytest.fixture
def copied(installation: Installation, tmp_path: Path) -> Installation:
    """Its city chose 方式1 for the procedure."""
    entry = f"{{procedure: {PROCEDURE}, layout: {CORE}, method: copy, from: 2026-04-01}}"
    (tmp_path / "hand_overs.yaml").write_text(f"methods:\n  - {entry}\n", encoding="utf-8")
    return replace(installation, city=installation.city.model_copy(update={"folder": tmp_path}))


def seen(installation: Installation, number: str, layout: str = CORE) -> str:
    """ "" if it is not to be copied."""
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        item = to_copy(installation, unit, installation.layouts[layout], row) if row else None
    return mark_of(item) if item else ""


def note(installation: Installation, member: Member, number: str, mark: str, layout: str = CORE) -> bool:
    with installation.database.write() as unit:
        row = note_copied(installation, unit, member, installation.layouts[layout], number, mark)
        unit.commit()
    return row is not None


def test_it_waits_alone_goes_in_no_batch_and_is_handed_over_once(
    copied: Installation, reviewer: Member, exporter: Member
) -> None:
    number, layout = examining(copied, reviewer), copied.layouts[CORE]
    assert check_hand_over(copied, layout, DUTY).ready == ()
    assert hand_over(copied, CORE, DUTY, Actor("staff", "exporter")).batch is None
    with copied.database.read() as unit:
        assert [item.receipt_number for item in waiting_alone(copied, unit, layout, DUTY)] == [number]
        assert waiting_counts(unit, layout, [DUTY], {PROCEDURE})[DUTY] == 0
    mark = seen(copied, number)
    assert note(copied, exporter, number, mark)
    assert note(copied, exporter, number, mark), "pressed twice"
    assert seen(copied, number) == ""
    with copied.database.read() as unit:
        (batch,) = hand_overs.latest(unit, [DUTY])
        assert (hand_overs.count(unit, batch.id), waiting_alone(copied, unit, layout, DUTY)) == (1, [])
        (handed,) = reconcile(unit).handed_over
    assert (handed.layout, handed.handed, handed.open) == (CORE, 1, 0)
    assert audited(copied, "note copied") == [("staff:exporter", f"{CORE} {mark}")]


def test_two_of_one_day_are_one_batch(copied: Installation, reviewer: Member, exporter: Member) -> None:
    for number in (examining(copied, reviewer), examining(copied, reviewer)):
        assert note(copied, exporter, number, seen(copied, number))
    with copied.database.read() as unit:
        (batch,) = hand_overs.latest(unit, [DUTY])
        assert hand_overs.count(unit, batch.id) == 2


def test_what_changed_since_it_was_seen_is_not_handed_over(
    copied: Installation, reviewer: Member, exporter: Member
) -> None:
    number = examining(copied, reviewer)
    mark = seen(copied, number)
    end(copied, reviewer, number, "approved")
    assert not note(copied, exporter, number, mark)
    assert note(copied, exporter, number, seen(copied, number))


def test_without_the_choice_or_held_or_of_another_section_none_is_noted(
    copied: Installation, installation: Installation, reviewer: Member, exporter: Member
) -> None:
    number = examining(copied, reviewer)
    mark = seen(copied, number)
    with copied.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert [layout.id for layout in layouts_to_copy(copied, unit, row)] == [CORE]
    assert (seen(installation, number), seen(copied, number, GENERIC)) == ("", "")
    for where, layout in ((installation, CORE), (copied, GENERIC)):
        with pytest.raises(NotFound):
            note(where, exporter, number, mark, layout)
    with pytest.raises(NotYours):
        note(copied, reviewer, number, mark)
    with pytest.raises(NotFound):
        note(copied, exporter, "26-000-000-018", mark)
    with copied.database.write() as unit:
        hold_hand_over(copied, unit, reviewer, case_of_member(copied, unit, reviewer, number), "資格を調べています")
        unit.commit()
    assert seen(copied, number) == ""
    with pytest.raises(NotFound):
        note(copied, exporter, number, mark)
