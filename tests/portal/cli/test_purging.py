"""`purge` on both engines."""

import json
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from portal.cli import main
from portal.db import Unit
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.disposal import removals
from tests.portal.cli.conftest import Kakanai
from tests.portal.later import at
from tests.portal.services.disposal.disposing import FREE, approved, due, ended, proposed
from tests.portal.store.search_rows import search_rows
from tests.portal.world import DUTY, add_member, alice

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("settings")]


def test_why_one_may_not_go_is_stated_in_words_and_in_json_by_its_key(
    installation: Installation, kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(installation, alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY)))
    monkeypatch.setenv("KAKANAI_NOW", FREE)
    assert "いちばん新しい申請（番号を使い回さないため" in kakanai("purge", "due").out
    (row,) = json.loads(kakanai("purge", "due", "--json").out)
    assert row["against"] == "newest"


def test_what_is_due_is_listed_proposed_and_named_when_it_is_proposed_twice(
    installation: Installation, kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, numbers = due(installation)
    monkeypatch.setenv("KAKANAI_NOW", FREE)
    rows = json.loads(kakanai("purge", "due", "--json").out)
    assert [(row["receipt_number"], row["free_on"], row["against"]) for row in rows] == [
        (number, "2032-04-01", "") for number in numbers
    ]
    no_row = kakanai("purge", "due", "--duty", "roads")
    assert (no_row.status, no_row.out, no_row.english) == (0, "", ["No application is past its retention."])
    assert kakanai("purge", "due", "--duty", "none").status == 2
    assert kakanai("purge", "propose", DUTY).out == "1\t2\n"
    again = kakanai("purge", "propose", DUTY)
    assert (again.status, again.english) == (1, [f"{DUTY}: a list is open already; it ends at the desk."])
    nothing = kakanai("purge", "propose", "roads")
    assert (nothing.status, nothing.out, nothing.english) == (0, "", ["roads: nothing may go."])


def test_what_is_gone_is_proved_and_what_is_there_again_is_named(
    installation: Installation, kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch
) -> None:
    when, numbers = due(installation)
    approved(when, proposed(when))
    monkeypatch.setenv("KAKANAI_NOW", "2032-04-08T09:00:00+09:00")
    assert kakanai("purge", "run").out == "2\n"
    assert kakanai("purge", "run").out == "0\n"
    assert kakanai("purge", "verify").below == "gone: 2\n"
    assert json.loads(kakanai("purge", "verify", "--json").out) == {"gone": 2, "faults": []}
    assert kakanai("reconcile").status == 0
    assert kakanai("purge", "record", "9").status == 1
    with installation.database.write() as unit:
        unit.connection.execute(text("UPDATE disposal SET digest = :other"), {"other": b"x"})
        unit.commit()
    ran = kakanai("purge", "verify")
    assert (ran.status, ran.english) == (1, ["List 1: its lines differ from those that approver approved."])
    assert len(numbers) == 2


def tokens_of(unit: Unit, application_id: int) -> list[bytes]:
    """As the files of the database have them: PostgreSQL writes a number from its last byte."""
    starts = [start for start, _, _ in search_rows(unit, application_id)]
    return starts if unit.connection.dialect.name == "sqlite" else [start[::-1] for start in starts]


def planted(installation: Installation, number: str) -> list[bytes]:
    """Data of this application only: wrapped key, answers, summary, search tokens, words of events."""
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        answers = applications.answers(unit, row.id, row.answers_revision)
        rare = tokens_of(unit, row.id)
        events = unit.connection.execute(
            text("SELECT sealed_words FROM application_event WHERE application_id = :id AND sealed_words IS NOT NULL"),
            {"id": row.id},
        )
        words = [bytes(event) for event in events.scalars()]
    shared = set(rare)
    return [row.wrapped_key, answers[:64], row.sealed_summary, row.uid.encode(), *words, *shared]


def in_files(installation: Installation, marks: list[bytes]) -> list[bytes]:
    """The marks in the database's files: SQLite's with its log; on PostgreSQL those of the purged tables."""
    if installation.database.sqlite:
        file = Path(str(make_url(installation.settings.database).database))
        content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        return [mark for mark in marks if mark in content]
    with installation.database.write() as unit:
        unit.connection.execute(text("CHECKPOINT"))
        content = b""
        for table in removals.GOES:
            statement = text(f"SELECT pg_read_binary_file(pg_relation_filepath('{table}'))")
            content += bytes(unit.connection.execute(statement).scalar_one())
    return [mark for mark in marks if mark in content]


def test_no_file_of_the_database_holds_what_is_gone(
    installation: Installation, kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch
) -> None:
    when, numbers = due(installation, 1)
    marks = planted(installation, numbers[0])
    with installation.database.write() as unit:  # other applications share some search tokens
        ids = unit.connection.execute(text("SELECT DISTINCT application_id FROM look_up")).scalars()
        times = Counter(token for number in ids for token in set(tokens_of(unit, number)))
        shared = {token for token, number in times.items() if number > 1}
    marks = [mark for mark in marks if mark not in shared]
    assert len(marks) >= 4
    installation.database.forget(("application",))
    assert in_files(installation, marks) == marks
    approved(when, proposed(when))
    monkeypatch.setenv("KAKANAI_NOW", "2032-04-08T09:00:00+09:00")
    assert kakanai("purge", "run").out == "1\n"
    if installation.database.sqlite:
        assert in_files(installation, marks) == []
    assert kakanai("purge", "rewrite").status == 0
    assert in_files(installation, marks) == []
    assert at(installation, FREE)


def test_the_record_of_a_list_is_written_out(
    installation: Installation, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    when, numbers = due(installation)
    proposed(when)
    with pytest.raises(SystemExit):
        main(["purge", "record", "1"])
    text = capsysbinary.readouterr().out.decode("utf-8-sig")
    assert all(number in text for number in numbers)
    assert "髙見本" not in text
