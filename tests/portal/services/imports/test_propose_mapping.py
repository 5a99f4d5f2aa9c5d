"""A mapping needs two people."""

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.imports.draft_mapping import ARRIVED, NUMBER, write_mapping
from portal.services.imports.propose_mapping import (
    approve_mapping,
    mapping_of_member,
    may_approve,
    note_proposal,
    propose_mapping,
    waits_elsewhere,
    withdraw_mapping,
)
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.imports import import_mappings
from portal.store.imports.import_mappings import APPROVED, PROPOSED, REPLACED, WITHDRAWN, MappingRow
from portal.store.shared import audit_records
from tests.journeys.packages import UNKNOWN
from tests.portal.importing import bring, rows
from tests.portal.world import DUTY, PROCEDURE, add_member


@pytest.fixture
def both(installation: Installation) -> Member:
    """Only the rule of two people prevents an approval."""
    return add_member(installation, "both", ("reviewer", DUTY), ("administrator", DUTY))


@pytest.fixture
def other(installation: Installation) -> Member:
    return add_member(installation, "other", ("administrator", DUTY))


def propose(installation: Installation, member: Member, form: str = "F-1") -> MappingRow:
    procedure = installation.catalogue.current(PROCEDURE)
    chosen = {"番号": NUMBER, "受けた時刻": ARRIVED, "氏名": "name"}
    document = write_mapping(form, procedure, chosen, (), speech_of(procedure, "ja"))
    with installation.database.write() as unit:
        mapping_id = propose_mapping(installation, unit, member, DUTY, document, {"packages": 2})
        unit.commit()
    return row_of(installation, mapping_id)


def row_of(installation: Installation, mapping_id: int) -> MappingRow:
    with installation.database.read() as unit:
        row = import_mappings.by_id(unit, mapping_id)
    assert row
    return row


def approve(installation: Installation, member: Member, row: MappingRow) -> int:
    with installation.database.write() as unit:
        freed = approve_mapping(installation, unit, member, row)
        unit.commit()
    return freed


def withdraw(installation: Installation, member: Member, row: MappingRow) -> None:
    with installation.database.write() as unit:
        withdraw_mapping(installation, unit, member, row)
        unit.commit()


def test_only_another_person_who_administers_the_duty_approves(
    installation: Installation, both: Member, other: Member
) -> None:
    row = propose(installation, both)
    colleague = add_member(installation, "colleague", ("reviewer", DUTY), ("administrator", "childcare"))
    for member in (both, colleague):
        assert not may_approve(member, row)
        with pytest.raises(NotAllowed):
            approve(installation, member, row)
    assert row_of(installation, row.id).state == PROPOSED
    approve(installation, other, row)
    settled = row_of(installation, row.id)
    assert (settled.state, settled.settled_by) == (APPROVED, "other")
    for stale in (row, settled):
        with pytest.raises(Conflict):
            approve(installation, other, stale)
    with installation.database.read() as unit:
        entries = [(record.actor, record.action, record.detail) for record in audit_records.after(unit, 0)]
    assert entries == [
        ("staff:both", "propose mapping", f"{row.id} {PROCEDURE}"),
        ("staff:other", "approve mapping", f"{row.id} of both"),
    ]


def test_an_approval_frees_the_held_packages_of_its_form_and_replaces_the_earlier_mapping(
    installation: Installation, both: Member, other: Member
) -> None:
    held = bring(installation, UNKNOWN, "u.csv")
    assert {row.state for row in held} == {"quarantined"}
    first, elsewhere = propose(installation, both, held[0].form), propose(installation, both, "F-1")
    assert approve(installation, other, elsewhere) == 0
    assert approve(installation, other, first) == 2
    assert {(row.state, row.reason) for row in rows(installation, held[0].file_id)} == {("waiting", "")}
    second = propose(installation, both, held[0].form)
    assert approve(installation, other, second) == 0
    states = [row_of(installation, row.id).state for row in (first, elsewhere, second)]
    assert states == [REPLACED, APPROVED, APPROVED]


def test_the_proposer_or_an_administrator_withdraws_and_nobody_approves_afterwards(
    installation: Installation, both: Member, other: Member
) -> None:
    colleague = add_member(installation, "colleague", ("reviewer", DUTY))
    mine, theirs = propose(installation, colleague), propose(installation, both, "F-2")
    with pytest.raises(NotAllowed):
        withdraw(installation, colleague, theirs)
    withdraw(installation, colleague, mine)
    withdraw(installation, other, theirs)
    assert {row_of(installation, row.id).state for row in (mine, theirs)} == {WITHDRAWN}
    for row in (mine, theirs):
        with pytest.raises(Conflict):
            approve(installation, other, row)
        with pytest.raises(Conflict):
            withdraw(installation, other, row)


def test_an_administrator_ends_a_mapping_that_is_in_force(
    installation: Installation, both: Member, other: Member
) -> None:
    held = bring(installation, UNKNOWN, "u.csv")
    colleague = add_member(installation, "colleague", ("reviewer", DUTY))
    row = propose(installation, colleague, held[0].form)
    approve(installation, other, row)
    used = row_of(installation, row.id)
    with pytest.raises(NotAllowed):  # who proposed it could put nothing in force
        withdraw(installation, colleague, used)
    withdraw(installation, both, used)
    assert (row_of(installation, row.id).state, row_of(installation, row.id).settled_by) == (WITHDRAWN, "both")
    with installation.database.read() as unit:
        assert import_mappings.approved(unit, held[0].form) is None
    with pytest.raises(Conflict):
        withdraw(installation, both, used)


def test_who_has_neither_right_proposes_nothing_and_finds_nothing(installation: Installation, both: Member) -> None:
    row = propose(installation, both)
    for member in (
        add_member(installation, "clerk", ("clerk", DUTY)),
        add_member(installation, "kodomo", ("reviewer", "childcare"), ("administrator", "childcare")),
    ):
        with pytest.raises(NotAllowed):
            propose(installation, member)
        with installation.database.read() as unit, pytest.raises(NotFound):
            mapping_of_member(unit, member, row.id)
    with installation.database.read() as unit, pytest.raises(NotFound):
        mapping_of_member(unit, both, row.id + 1)


def test_a_second_proposal_of_a_form_replaces_the_first_that_waits(
    installation: Installation, both: Member, other: Member
) -> None:
    colleague = add_member(installation, "colleague", ("reviewer", DUTY))
    first, elsewhere = propose(installation, both), propose(installation, both, "F-2")
    second = propose(installation, colleague)
    replaced = row_of(installation, first.id)
    assert (replaced.state, replaced.settled_by) == (REPLACED, "colleague")
    assert [row_of(installation, row.id).state for row in (second, elsewhere)] == [PROPOSED, PROPOSED]
    with pytest.raises(Conflict):
        approve(installation, other, first)
    approve(installation, other, second)
    assert row_of(installation, second.id).state == APPROVED
    with installation.database.read() as unit:
        entries = [record.detail for record in audit_records.after(unit, 0) if record.action == "replace mapping"]
    assert entries == [f"{first.id} by {second.id}"]


def test_a_section_does_not_end_the_proposal_of_another_section(installation: Installation, both: Member) -> None:
    first = propose(installation, both)
    add_member(installation, "kodomo", ("reviewer", "childcare"))
    document = {"form": "F-1", "procedure": PROCEDURE}
    with installation.database.write() as unit:
        assert waits_elsewhere(unit, "F-1", "childcare") == DUTY
        assert waits_elsewhere(unit, "F-1", DUTY) == ""
        with pytest.raises(Conflict):
            note_proposal(installation, unit, both.actor, "childcare", document, {})
    assert row_of(installation, first.id).state == PROPOSED
