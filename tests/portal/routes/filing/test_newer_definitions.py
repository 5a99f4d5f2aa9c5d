"""Definitions that a newer release published: an older one shows what it reads, takes and changes nothing by them, and serves the rest."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from portal.clock import to_micro
from portal.errors import NeedsNewer
from portal.services.audit.findings import WRONG, findings_of
from portal.services.cases.cases import case_of_resident
from portal.services.filing.drafts import start_draft
from portal.services.handover.records import record_of
from portal.services.shared.catalogue import Catalogue, changing
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.handover import hand_overs
from portal.store.procedures import definitions
from portal.store.procedures.definitions import DefinitionRow
from portal.wiring import install
from tests.portal.routes.guest_browser import DUTY, guest, offer, version
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import PROCEDURE, add_member, alice, file_application

CLOSED = "今は受け付けていません。"
Change = Callable[[dict[str, Any]], Any]


def _question(definition: dict[str, Any]) -> dict[str, Any]:
    question: dict[str, Any] = definition["steps"][0]["ask"][0]
    return question


CHANGES: dict[str, Change] = {
    "a key": lambda document: document["definition"].update(hover="board"),
    "a key below": lambda document: document["definition"]["law"].update(hover="board"),
    "a setting of a question": lambda document: _question(document["definition"]).update(hover="board"),
    "a type of question": lambda document: _question(document["definition"]).update(type="hover_board"),
    "a kind": lambda document: document["definition"].update(kind="hovering"),
    "a format": lambda document: document["definition"].update(format=2),
    "a list for a word": lambda document: document["definition"].update(title=["見本"], law=[]),
    "no steps": lambda document: document["definition"].update(steps={"": ["a"], "a": 1}),
}


def publish_newer(installation: Installation, procedure: str, change: Change) -> None:
    # As the newer release would: the row of the version in force, with words that this one does not know.
    with installation.database.write() as unit:
        row = definitions.newest_of(unit, procedure)
        assert row is not None
        document = json.loads(row.canonical)
        change(document)
        now, canonical = to_micro(installation.clock.now()), json.dumps(document)
        meaning = sha256(canonical.encode()).hexdigest()
        definitions.add(unit, DefinitionRow(meaning, procedure, row.version + 1, canonical, now))
        unit.commit()
    with installation.database.read() as unit:
        installation.catalogue.keep_up(unit)


def make_newer(installation: Installation, procedure: str, change: Change) -> Installation:
    # Applications of it are there already: the row itself is of the newer release.
    publish_newer(installation, procedure, change)
    with installation.database.write() as unit:
        unit.connection.exec_driver_sql(
            "UPDATE application SET meaning = (SELECT meaning FROM definition WHERE procedure = ? ORDER BY edition DESC LIMIT 1)",
            (procedure,),
        )
        unit.commit()
    return replace(installation, catalogue=_read_again(installation))


def _read_again(installation: Installation) -> Catalogue:
    catalogue = Catalogue()
    with installation.database.read() as unit:
        catalogue.refresh(unit)
    return catalogue


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_is_closed_calmly_and_named_and_the_rest_is_served(installation: Installation, change: Change) -> None:
    offer(installation, version(1))
    publish_newer(installation, "small", change)
    browser = guest(installation)
    page = browser.open("/procedures/small")
    assert (page.status, CLOSED in page.text) == (200, True)
    refused = browser.open("/apply/small")
    assert (refused.status, CLOSED in refused.text) == (409, True)
    for address in ("/", "/procedures", f"/apply/{PROCEDURE}"):
        assert browser.open(address).status == 200
    (named,) = [finding for finding in findings_of(installation, {}) if finding.about == "手続"]
    assert (named.state, "small" in named.english) == (WRONG, True)
    offer(installation, version(3))
    assert CLOSED not in browser.open("/procedures/small").text
    assert not [finding for finding in findings_of(installation, {}) if finding.about == "手続"]


def test_newer_translations_close_nothing(installation: Installation) -> None:
    offer(installation, version(1))
    easy = {"hover.board": {"of": "24ab53a2", "text": "x"}}
    publish_newer(installation, "small", lambda document: document["translations"].update(easy=easy))
    assert CLOSED not in guest(installation).open("/procedures/small").text
    assert not installation.catalogue.unread()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_start_goes_on_without_it(installation: Installation, change: Change) -> None:
    publish_newer(installation, PROCEDURE, change)
    started = install(installation.settings)
    assert {procedure.id for procedure in started.catalogue.unread()} <= {PROCEDURE}
    started.database.close()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_applications_of_it_are_shown_and_not_changed(installation: Installation, change: Change) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    older = make_newer(installation, PROCEDURE, change)
    desk = at_desk(older, add_member(older, "tanto", ("reviewer", DUTY)))
    shown = desk.get(f"/desk/{number}")
    assert number in shown
    assert desk.get("/desk")
    with older.database.read() as unit:
        case = case_of_resident(older, unit, session, number)
        assert case.answers["name"] == {"family": "髙見本", "given": "太郎"}
        with changing(True), pytest.raises(NeedsNewer):
            case_of_resident(older, unit, session, number)
    answer = desk.post(f"/desk/{number}", f"/desk/{number}/notes", {"text": "x", "once": "once"})
    assert answer.status_code == 503
    assert "前に保存した内容は残っています" in answer.text


def test_nothing_is_begun_or_handed_over_by_it(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    older = make_newer(installation, PROCEDURE, CHANGES["a key"])
    read = older.catalogue.current(PROCEDURE)
    with older.database.write() as unit, pytest.raises(NeedsNewer):
        start_draft(older, unit, read, "counter", staff_id=1)
    with older.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        item = hand_overs.item(unit, row.id)
        with pytest.raises(NeedsNewer):
            record_of(older, unit, item)
