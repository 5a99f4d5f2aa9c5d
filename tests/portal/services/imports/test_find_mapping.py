"""The mapping of a form: approved, else shipped."""

import json
from typing import Any

import pytest

from portal.services.imports.draft_mapping import ARRIVED, NUMBER, write_mapping
from portal.services.imports.find_mapping import Unfit, find_mapping, importer_of
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.store.imports import import_mappings
from portal.store.imports.import_mappings import APPROVED, PROPOSED, MappingRow
from tests.portal.importing import FORM
from tests.portal.world import DUTY, PROCEDURE


def document(installation: Installation) -> dict[str, Any]:
    procedure = installation.catalogue.current(PROCEDURE)
    chosen = {"番号": NUMBER, "受けた時刻": ARRIVED, "電話": "phone"}
    return write_mapping(FORM, procedure, chosen, (), speech_of(procedure, "ja"))


def store(installation: Installation, mapping: dict[str, Any], state: str, procedure: str = PROCEDURE) -> None:
    written = json.dumps(mapping, ensure_ascii=False)
    row = MappingRow(0, FORM, procedure, DUTY, written, "{}", state, "tanto", 1, None, None)
    with installation.database.write() as unit:
        import_mappings.add(unit, row)
        unit.commit()


def title_now(installation: Installation) -> str:
    with installation.database.read() as unit:
        mapping = find_mapping(installation, unit, FORM, "1")
    assert mapping
    assert mapping.procedure == PROCEDURE
    return mapping.title


def test_an_approved_mapping_precedes_the_shipped_one_and_a_proposed_one_does_not(installation: Installation) -> None:
    mapping = document(installation)
    shipped = title_now(installation)
    store(installation, mapping, PROPOSED)
    assert title_now(installation) == shipped != mapping["title"]
    store(installation, mapping, APPROVED)
    assert title_now(installation) == mapping["title"]


def test_an_unknown_form_and_an_unknown_version_have_no_mapping(installation: Installation) -> None:
    with installation.database.read() as unit:
        assert find_mapping(installation, unit, "KKN-X", "1") is None
        assert find_mapping(installation, unit, FORM, "9") is None
        assert find_mapping(installation, unit, "", "") is None


def test_a_mapping_to_a_question_or_a_procedure_that_is_not_offered_is_unfit(installation: Installation) -> None:
    mapping = document(installation)
    for changed, procedure in (
        ({**mapping, "fields": [{"from": "電話", "to": "no_such_question"}]}, PROCEDURE),
        (mapping, "no-such-procedure"),
    ):
        store(installation, changed, APPROVED, procedure)
        with installation.database.read() as unit, pytest.raises(Unfit):
            find_mapping(installation, unit, FORM, "1")


def test_a_zone_without_an_importer_refuses() -> None:
    with pytest.raises(LookupError):
        importer_of(None)
