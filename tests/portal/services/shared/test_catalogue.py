"""Publishing: new versions and better words."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from inspect import unwrap
from pathlib import Path

import pytest

from forms.city.city_words import in_words_of
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text, short_hash
from portal.db import Database, Unit
from portal.errors import NotFound
from portal.services.cases.cases import case_of_resident
from portal.services.filing.drafts import draft_of_resident, start_draft
from portal.services.procedures.check_sections import check_sections
from portal.services.shared.catalogue import Catalogue, CityWords, publish, speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.kept_definitions import KeptDefinitions
from portal.services.shared.sessions import Session
from portal.store.procedures import definitions
from portal.wiring import install, installing
from tests.forms.first import PROCEDURES, first, next_number
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.world import PROCEDURE, alice, file_application

TEXT = (PROCEDURES / f"{PROCEDURE}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_start_reads_what_was_published_with_no_transaction_open(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parsing can take longer than a transaction may idle."""
    opened, refreshed = [0], set()
    read, known = Database.read, Catalogue._known

    @contextmanager
    def counted(self: Database) -> Iterator[Unit]:
        with read(self) as unit:
            opened[0] += 1
            yield unit
            opened[0] -= 1

    def seen(self: Catalogue, row: definitions.DefinitionRow) -> Procedure:
        refreshed.add(opened[0])
        return known(self, row)

    monkeypatch.setattr(Database, "read", counted)
    monkeypatch.setattr(Catalogue, "_known", seen)
    monkeypatch.setattr(installing, "demand_fit", unwrap(vars(installing)["demand_fit"]))  # which the tests skip
    install(installation.settings).database.close()
    assert refreshed == {0}


def changed(change: Mapping[str, str]) -> Procedure:
    """Without the stale translations."""
    text = next_number(TEXT)
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)
    return load_text(text, f"{PROCEDURE}.yaml", fields=field_types())


def put(installation: Installation, *procedures: Procedure, days: int = 1) -> list[str]:
    """Returns the ids of new versions."""
    moment = later(installation, days=days).clock.now()
    fresh = publish(installation.database, procedures, round(moment.timestamp() * 1_000_000))
    with installation.database.read() as unit:
        installation.catalogue.refresh(unit)
    return [procedure.id for procedure in fresh]


NEW = {
    "label: どうして再交付が必要ですか": "label: 再交付の理由を教えてください",
    "lost: なくした・焼けた": "lost: どこにもない",
    "      - {id: phone, type: phone": "      - {id: fax, type: text, label: ファクス, max: 20}\n      - {id: phone, type: phone",
}


def rows_of(installation: Installation, number: str, session: Session) -> dict[str, str]:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
    assert case.path.complete
    sections = check_sections(case.procedure, case.path, speech_of(case.procedure, "ja"))
    return {row.label: row.value for section in sections for row in section.rows}


def test_a_new_meaning_is_a_new_version_and_the_one_that_is_offered(installation: Installation) -> None:
    assert put(installation, changed(NEW)) == [PROCEDURE]
    assert installation.catalogue.current(PROCEDURE).version == first().version + 1
    offered = installation.catalogue.all()
    assert [procedure.version for procedure in offered if procedure.id == PROCEDURE] == [first().version + 1]


def test_the_same_again_is_not_new(installation: Installation) -> None:
    assert put(installation, first()) == []
    put(installation, changed(NEW))
    assert put(installation, changed(NEW), days=2) == []


def test_an_old_application_is_shown_as_it_was_sent(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    before = rows_of(installation, number, session)
    put(installation, changed(NEW))
    assert rows_of(installation, number, session) == before
    # Also in a process that started later and never loaded the old version.
    assert rows_of(replace(installation, catalogue=Catalogue()), number, session) == before
    assert before["どうして再交付が必要ですか"] == "なくした・焼けた"


def test_a_draft_goes_on_in_the_version_in_which_it_was_begun(installation: Installation) -> None:
    session = alice(installation)
    with installation.database.write() as unit:
        old = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, old, "online", person_id=session.person_id)
        unit.commit()
    put(installation, changed(NEW))
    with installation.database.read() as unit:
        assert draft_of_resident(installation, unit, session, PROCEDURE, draft_id).procedure.version == first().version


def test_better_translations_are_no_new_version_and_are_shown_at_once(installation: Installation) -> None:
    worse, better = (
        small(),
        small(translations={"easy": f'title: {{text: やさしいことば, of: "{short_hash("見本")}"}}'}),
    )
    put(installation, worse)
    assert installation.catalogue.current("small").texts.get("easy", {}) == {}
    assert better.meaning == worse.meaning
    assert put(installation, better, days=2) == []
    assert installation.catalogue.current("small").texts["easy"]["title"] == "やさしいことば"
    with installation.database.read() as unit:
        stored = definitions.by_meaning(unit, worse.meaning)
        assert stored is not None
        assert stored.canonical == better.canonical
        assert installation.catalogue.version(unit, worse.meaning).texts["easy"]["title"] == "やさしいことば"
    day = round(later(installation, days=1).clock.now().timestamp() * 1_000_000)
    assert stored.published_at == day


def test_a_version_that_is_signed_later_is_another_one_in_memory_and_is_kept_beside_it(
    installation: Installation, tmp_path: Path
) -> None:
    catalogue, row = Catalogue(), definitions.DefinitionRow("m", "small", 1, small().canonical, 9)
    catalogue.kept = KeptDefinitions(tmp_path / "kept", b"k" * 32)
    shown = []
    for signed in (False, True):
        with installation.database.write() as unit:
            definitions.add(unit, replace(row, signed=signed))
            unit.commit()
        with installation.database.read() as unit:
            assert catalogue.keep_up(unit)
            shown.append(catalogue.current("small").law.certainty)
            assert catalogue.version(unit, "m") is catalogue.current("small")
            assert catalogue.as_written(unit, "m").law.certainty == "assumed"
    assert shown == ["assumed", "signed"]


def test_of_what_was_read_before_no_text_is_read_again(installation: Installation) -> None:
    catalogue = installation.catalogue
    kept = catalogue.current("shisei-iken")
    with installation.database.write() as unit:
        definitions.add(unit, definitions.DefinitionRow("m", "small", 1, small().canonical, 9))
        unit.commit()
    with installation.database.read() as unit:
        _, names, rows, _ = published = catalogue.look(unit)
    assert [row.procedure for row in rows] == ["small"]
    catalogue.take(published)
    assert len(names) == len(catalogue.all()) > 100
    assert catalogue.current("small").id == "small"
    assert catalogue.current("shisei-iken") is kept


def test_what_is_not_offered_is_not_found(installation: Installation) -> None:
    with pytest.raises(NotFound):
        installation.catalogue.current("no-such-procedure")


def test_a_meaning_that_was_never_published_is_a_bug(installation: Installation) -> None:
    with installation.database.read() as unit, pytest.raises(KeyError):
        installation.catalogue.version(unit, "0" * 64)


def test_all_are_published_or_none(installation: Installation) -> None:
    class Torn:
        id = PROCEDURE

        @property
        def meaning(self) -> str:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        put(installation, changed(NEW), Torn())  # type: ignore[arg-type]
    with installation.database.read() as unit:
        newest = definitions.newest_of(unit, PROCEDURE)
    assert newest is not None
    assert newest.version == first().version


def test_texts_are_in_the_words_of_the_city_and_of_the_day(installation: Installation) -> None:
    words, today = [], date(2026, 3, 31)

    def fill(procedure: Procedure, on: date) -> Procedure:
        words.append(on)
        return in_words_of(installation.city, procedure, on)

    catalogue = Catalogue(CityWords(lambda: (today, 0), fill))
    with installation.database.read() as unit:
        catalogue.refresh(unit)
    earlier = catalogue.current("inkan-shomei")
    assert "{office}" not in earlier.next[0].say
    assert installation.city.office(earlier.duty, today).office in earlier.next[0].say
    assert catalogue.current("inkan-shomei") is earlier
    today = date(2026, 4, 1)
    assert catalogue.current("inkan-shomei").next == earlier.next
    assert words == [date(2026, 3, 31), date(2026, 4, 1)]
    assert earlier.meaning == installation.catalogue.current("inkan-shomei").meaning
    assert any(procedure is catalogue.current("inkan-shomei") for procedure in catalogue.all())
    today = date(2026, 3, 31)
    assert any(procedure is catalogue.current("inkan-shomei") for procedure in catalogue.all())


def test_what_is_made_of_all_procedures_is_made_again_when_they_change(installation: Installation) -> None:
    made = [0]

    def titles(procedures: Sequence[Procedure]) -> tuple[str, ...]:
        made[0] += 1
        return tuple(procedure.title for procedure in procedures)

    before = installation.catalogue.of_all(titles)
    assert installation.catalogue.of_all(titles) is before
    put(installation, changed({first().title: "べつの題"}))
    with installation.database.read() as unit:
        installation.catalogue.keep_up(unit)
    assert "べつの題" in installation.catalogue.of_all(titles)
    assert made == [2]
