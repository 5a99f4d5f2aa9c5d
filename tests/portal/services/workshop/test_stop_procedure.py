"""A publisher stops, ends, reopens, returns to the former version, and hands a procedure back to its file."""

from dataclasses import replace

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.catalogue import of_workshop, publish, speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.stop_procedure import hand_to_folder, return_to, set_stop
from portal.store.procedures import definitions
from portal.store.procedures.definitions import DefinitionRow
from portal.store.procedures.procedure_stops import ENDED, LIFTED, STOPPED
from portal.store.shared import audit_records
from tests.portal.services.workshop.writing import author, publisher
from tests.portal.world import DUTY, PROCEDURE

WORDS = "設備の点検のため、受付を止めています。"


def stop(installation: Installation, member: Member, kind: str, words: str = WORDS) -> str:
    with installation.database.write() as unit:
        problem = set_stop(installation, unit, member, PROCEDURE, kind, words)
        unit.commit()
    offer_published(installation)
    return problem


def closed(installation: Installation) -> str:
    procedure = installation.catalogue.current(PROCEDURE)
    return installation.rules.closed_words(procedure, speech_of(procedure, "ja"), installation.clock.today())


def second_version(installation: Installation) -> tuple[str, str]:
    """Meanings of both versions."""
    with installation.database.write() as unit:
        row = definitions.newest_of(unit, PROCEDURE)
        assert row is not None
        canonical = row.canonical.replace("再交付", "新しい交付")
        definitions.add(unit, DefinitionRow("second", PROCEDURE, row.version + 1, canonical, 9))
        unit.commit()
    return row.meaning, "second"


@pytest.mark.parametrize("kind", [STOPPED, ENDED])
def test_residents_read_the_sentence_until_it_is_lifted(installation: Installation, kind: str) -> None:
    member = publisher(installation, duty=DUTY)
    assert stop(installation, member, kind) == ""
    assert closed(installation) == WORDS
    with pytest.raises(Conflict):
        stop(installation, member, kind)
    assert stop(installation, member, LIFTED) == ""
    assert closed(installation) == ""
    with pytest.raises(Conflict):
        stop(installation, member, LIFTED)
    with installation.database.read() as unit:
        actions = [record.action for record in audit_records.after(unit, 0)][-2:]
    assert actions == [f"{'stop' if kind == STOPPED else 'end'} procedure", "reopen procedure"]


def test_a_stop_without_a_sentence_or_with_a_novel_is_refused(installation: Installation) -> None:
    member = publisher(installation, duty=DUTY)
    assert [stop(installation, member, STOPPED, words) for words in ("", "  \n ", "あ" * 301, "a\0b")] == ["words"] * 4
    assert closed(installation) == ""


def test_only_a_publisher_of_the_duty_may(installation: Installation) -> None:
    with pytest.raises(NotAllowed):
        stop(installation, author(installation, duty=DUTY), STOPPED)
    with pytest.raises(NotFound):
        stop(installation, publisher(installation, "charlie", "roads"), STOPPED)
    everywhere = publisher(installation, "everywhere", "*")
    with installation.database.write() as unit, pytest.raises(NotFound):
        set_stop(installation, unit, everywhere, "nothing", STOPPED, WORDS)


def test_the_former_version_is_in_force_again(installation: Installation) -> None:
    first, second = second_version(installation)
    member = publisher(installation, duty=DUTY)
    with installation.database.write() as unit:
        with pytest.raises(Conflict):
            return_to(installation, unit, member, PROCEDURE, first, first)
        with pytest.raises(Conflict):
            return_to(installation, unit, member, PROCEDURE, second, second)
        with pytest.raises(NotFound):
            return_to(installation, unit, member, PROCEDURE, "none", second)
        return_to(installation, unit, member, PROCEDURE, first, second)
        newest = definitions.newest_of(unit, PROCEDURE)
        unit.commit()
    assert newest is not None
    assert (newest.meaning, newest.origin) == (first, "workshop")


def test_the_workshop_wins_over_the_file_until_it_is_handed_back(installation: Installation) -> None:
    first, second = second_version(installation)
    member = publisher(installation, duty=DUTY)
    with installation.database.write() as unit:
        with pytest.raises(Conflict):
            hand_to_folder(installation, unit, member, PROCEDURE)
        return_to(installation, unit, member, PROCEDURE, first, second)
        unit.commit()
    assert of_workshop(installation.database) == {PROCEDURE}
    offer_published(installation)
    file = replace(installation.catalogue.current(PROCEDURE), meaning="file", version=9, canonical="{}")
    assert publish(installation.database, [file], 10) == []
    with installation.database.write() as unit:
        hand_to_folder(installation, unit, member, PROCEDURE)
        unit.commit()
    assert of_workshop(installation.database) == frozenset()
    assert publish(installation.database, [file], 10) == [file]
