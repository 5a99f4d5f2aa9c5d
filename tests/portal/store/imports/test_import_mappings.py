"""Mappings: one approved per form."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.store.imports import import_mappings
from portal.store.imports.import_mappings import APPROVED, PROPOSED, REPLACED, WITHDRAWN, MappingRow


@pytest.fixture
def proposed(unit: Unit) -> MappingRow:
    row = MappingRow(0, "form", "procedure", "tax", "{}", "{}", PROPOSED, "hanako", 5, None, None)
    return replace(row, id=import_mappings.add(unit, row))


def test_a_mapping_is_settled_once(unit: Unit, proposed: MappingRow) -> None:
    other = import_mappings.add(unit, replace(proposed, form="other"))
    states = [import_mappings.settle(unit, proposed.id, state, "taro", 6) for state in (APPROVED, WITHDRAWN)]
    assert states == [True, False]
    stored = replace(proposed, state=APPROVED, settled_by="taro", settled_at=6)
    assert import_mappings.by_id(unit, proposed.id) == stored == import_mappings.approved(unit, "form")
    assert import_mappings.by_id(unit, 0) is import_mappings.approved(unit, "other") is None
    assert import_mappings.latest(unit) == [replace(proposed, id=other, form="other"), stored]


def test_an_approval_replaces_the_mapping_of_its_form(unit: Unit, proposed: MappingRow) -> None:
    later = import_mappings.add(unit, replace(proposed, state=APPROVED))
    waiting = import_mappings.add(unit, proposed)
    other = import_mappings.add(unit, replace(proposed, form="other", state=APPROVED))
    assert [row.id for row in import_mappings.proposed(unit, "form")] == [proposed.id, waiting]
    import_mappings.settle(unit, proposed.id, APPROVED, "taro", 6)
    newest = import_mappings.approved(unit, "form")
    assert newest
    assert newest.id == later
    import_mappings.replace_others(unit, "form", later)
    states = {row.id: row.state for row in import_mappings.latest(unit)}
    assert states == {proposed.id: REPLACED, later: APPROVED, waiting: PROPOSED, other: APPROVED}


def test_an_approval_ends_the_older_proposals_of_its_form(unit: Unit, proposed: MappingRow) -> None:
    later = import_mappings.add(unit, proposed)
    import_mappings.settle(unit, later, APPROVED, "taro", 6)
    import_mappings.replace_others(unit, "form", later)
    assert import_mappings.proposed(unit, "form") == []
