"""Scans belong to a visit."""

import pytest

from portal.services.counter.move_visit import end_visit
from portal.services.counter.scan_visit import (
    drop_visit_scans,
    keep_visit_scans,
    shelf_of_visit,
    shows_numbers_of,
    visit_scan_field,
)
from portal.services.files.keep_file import Upload, quarantine
from portal.services.shared.known_sources import BIRTH, TRANSFER
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from portal.store.shared import audit_records
from tests.pictures import jpeg
from tests.portal.services.counter.visiting import Counter, actions


@pytest.fixture
def scans(counter: Counter) -> dict[str, str]:
    installation = counter.installation
    with installation.database.write() as unit:
        shelf = shelf_of_visit(installation, unit, counter.visit(unit))
        ids = {}
        for paper in (TRANSFER, BIRTH):
            field = visit_scan_field(paper)
            (waiting,), mistakes = quarantine(installation, unit, shelf, field, [Upload("a.jpg", jpeg(paper))], (), 1)
            assert mistakes == []
            ids[paper] = waiting.file.id
        unit.commit()
    return ids


def hanging(counter: Counter) -> set[str]:
    with counter.installation.database.read() as unit:
        return {row.id for row in attachments.of(unit, Holder(visit_id=counter.visit_id))}


def test_a_scan_is_taken_away_from_its_own_paper_alone(counter: Counter, scans: dict[str, str]) -> None:
    installation = counter.installation
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        keep_visit_scans(installation, unit, counter.member, visit, TRANSFER, [scans[BIRTH]], 0)
        assert "take away scan of visit" not in actions(unit)
        keep_visit_scans(installation, unit, counter.member, visit, TRANSFER, [scans[TRANSFER]], 2)
        records = [(record.action, record.detail) for record in audit_records.after(unit, 0)][-2:]
        unit.commit()
    assert hanging(counter) == {scans[BIRTH]}
    assert records == [
        ("scan paper of visit", f"{counter.visit_id} {TRANSFER} 2"),
        ("take away scan of visit", f"{counter.visit_id} {TRANSFER} 1"),
    ]


def test_all_scans_go_when_the_visit_ends_and_that_is_recorded_once(counter: Counter, scans: dict[str, str]) -> None:
    installation = counter.installation
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        end_visit(installation, unit, counter.member, visit, visit.words)
        drop_visit_scans(installation, unit, counter.member, visit)
        assert actions(unit).count("delete scans of visit") == 1
        unit.commit()
    assert hanging(counter) == set()


def test_only_a_paper_that_shows_numbers_is_covered_before_it_is_scanned() -> None:
    assert (shows_numbers_of(TRANSFER), shows_numbers_of(BIRTH)) == (True, False)
    assert visit_scan_field(TRANSFER).id != visit_scan_field(BIRTH).id
    assert "-" in visit_scan_field(BIRTH).id, "no question of a definition has this id"
