"""Old drafts are deleted with their keys."""

from dataclasses import replace

import pytest

from portal.jobs.delete_old_drafts import delete_old_drafts
from portal.services.filing.drafts import start_draft
from portal.services.shared.installation import Installation
from portal.store.filing import drafts
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.world import PROCEDURE, alice


def new_draft(installation: Installation) -> str:
    person_id = alice(installation).person_id
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=person_id)
        unit.commit()
    return draft_id


def exists(installation: Installation, draft_id: str) -> bool:
    with installation.database.read() as unit:
        return drafts.by_id(unit, draft_id) is not None


def records(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [record.detail for record in audit_records.after(unit, 0) if record.action == "delete drafts"]


def test_a_draft_goes_after_the_days_that_its_pages_state(installation: Installation) -> None:
    draft_id = new_draft(installation)
    assert delete_old_drafts(later(installation, days=30, minutes=-1)) == 0
    assert exists(installation, draft_id)
    assert delete_old_drafts(later(installation, days=30, minutes=1)) == 1
    assert not exists(installation, draft_id)


def test_the_second_run_changes_nothing(installation: Installation) -> None:
    new_draft(installation)
    old = later(installation, days=31)
    assert (delete_old_drafts(old), delete_old_drafts(old)) == (1, 0)
    assert records(installation) == ["1"]


def test_many_old_drafts_go_in_one_run(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [new_draft(installation) for _ in range(5)]
    monkeypatch.setattr(drafts, "MOST_OLD", 2)
    old = later(installation, days=31)
    assert (delete_old_drafts(old), delete_old_drafts(old)) == (5, 0)
    assert not any(exists(installation, draft_id) for draft_id in ids)
    assert records(installation) == ["2", "2", "1"]


def test_a_draft_that_was_touched_stays(installation: Installation) -> None:
    draft_id = new_draft(installation)
    with installation.database.write() as unit:
        row = drafts.by_id(unit, draft_id)
        assert row is not None
        in_a_week = row.changed_at + 7 * 86_400_000_000
        drafts.save(unit, replace(row, changed_at=in_a_week))
        unit.commit()
    assert delete_old_drafts(later(installation, days=31)) == 0
    assert exists(installation, draft_id)
