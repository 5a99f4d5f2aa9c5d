"""Search by a person's keyed hashes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from forms.answers import Answers
from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.jobs import index_applications as job
from portal.jobs.index_applications import index_applications
from portal.sealing import LOOK_UPS
from portal.services.audit.renew_roots import renew_root
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.cases.find_applications import find_applications
from portal.services.cases.open_answers import open_answers
from portal.services.cases.read_search import read_search
from portal.services.desk.case.return_for_correction import Asked, read_return, return_for_correction
from portal.services.my_cases.correct_application import open_mending, save_mended_page, send_correction
from portal.services.residents.mark_protected import mark_protected
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications, look_ups
from portal.store.cases.applications import ApplicationRow
from tests.portal.store.search_rows import search_rows
from tests.portal.world import DUTY, add_member, alice, file_application

HANAKO: Mapping[str, Any] = {
    "name": {"family": "見本", "given": "花子"},
    "kana": {"family": "ミホン", "given": "ハナコ"},
    "birth": "1950-05-06",
    "phone": "03-1234-5678",
}
HER_SON: Mapping[str, Any] = {
    **HANAKO, "filer_kind": "household",
    "relation": "child", "filer_name": {"family": "見本", "given": "次郎"},
    "filer_kana": {"family": "ミホン", "given": "ジロウ"},
}  # fmt: skip


def numbers_of(installation: Installation, member: Member, typed: str) -> list[str]:
    with installation.database.write() as unit:
        page = find_applications(installation, unit, member, read_search(typed), ground="call")
        unit.commit()
    return [row.receipt_number for row in page.rows]


def tokens(installation: Installation) -> list[tuple[bytes, int, int]]:
    with installation.database.read() as unit:
        return search_rows(unit)


def test_each_is_found_by_their_own_and_the_newest_first(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    taro, hanako = file_application(installation, session), file_application(installation, session, HANAKO)
    again = file_application(installation, session)
    for typed in (
        "タカミホン",
        "たろう",
        "たかみほん太郎".replace("太郎", "たろう"),
        "髙見本　太郎",
        "1949-04-03",
        "000-0000-0001",
        "takamihon",
    ):
        assert numbers_of(installation, reviewer, typed) == [again, taro], typed
    for typed in ("ﾐﾎﾝ ﾊﾅｺ", "花子", "S25.5.6", "+81 3 1234 5678", "はなこ 昭和25年5月6日"):
        assert numbers_of(installation, reviewer, typed) == [hanako], typed
    for typed in ("ミホ", "みほんは", "見本", "たかみ ", "髙見"):
        assert bool(numbers_of(installation, reviewer, typed)), f"{typed} is how a name begins"
    for typed in ("ミ", "ほんは", "本花", "ハナ"):
        assert numbers_of(installation, reviewer, typed) == [], f"{typed}: neither whole nor how the whole name begins"


def test_name_and_birth_are_those_of_one_person(installation: Installation, session: Session, reviewer: Member) -> None:
    number = file_application(installation, session, HER_SON)
    assert numbers_of(installation, reviewer, "じろう") == [number], "the agent is in it too"
    assert numbers_of(installation, reviewer, "はなこ 1950-05-06") == [number]
    assert numbers_of(installation, reviewer, "じろう 1950-05-06") == []


def test_a_correction_is_followed(installation: Installation, session: Session, reviewer: Member) -> None:
    number = file_application(installation, session)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        wanted = read_return(installation.clock, case, (Asked("kana", "unclear", ""),), "2026-12-04")
        return_for_correction(installation, unit, reviewer, case, case.row.revision, wanted)
        unit.commit()
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        mending = open_mending(unit, case)
        asked = mending.next_page()
        assert asked is not None
        posted = {
            "name.family": ["髙見本"], "name.given": ["太郎"], "kana.family": ["コウミモト"], "kana.given": ["タロウ"],
            "birth.era": ["western"], "birth.year": ["1949"], "birth.month": ["4"], "birth.day": ["3"], "sex": ["male"],
        }  # fmt: skip
        path, mending = save_mended_page(installation, unit, case, mending, asked, posted)
        assert not path.mistakes
        assert send_correction(installation, unit, case, mending, Actor("resident", "x")) == {}
        unit.commit()
    assert numbers_of(installation, reviewer, "こうみもと") == [number]
    assert numbers_of(installation, reviewer, "たかみほん") == []


def test_only_duties_of_the_member_who_looks(installation: Installation, session: Session) -> None:
    file_application(installation, session)
    charlie = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    outsider = add_member(installation, "outsider")
    assert [numbers_of(installation, member, "タカミホン") for member in (charlie, outsider)] == [[], []]


def test_whether_somebody_is_protected_changes_no_search(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    """The list and the page of a case show names, birthdays and telephones to staff without the right, too; what is hidden
    there (addresses, files) is nothing one can search for."""
    hers = [file_application(installation, session, HANAKO) for _ in range(2)]
    his = file_application(installation, session)
    named = add_member(installation, "named", ("reviewer", DUTY), ("protected", DUTY))
    typed = ("ハナコ", "花子", "1950-05-06", "03-1234-5678", "ハナコ 1950-05-06", "タロウ", "見本町")
    before = {words: numbers_of(installation, reviewer, words) for words in typed}
    assert (before["ハナコ"], before["03-1234-5678"], before["タロウ"]) == (hers[::-1], hers[::-1], [his])
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, named, hers[0])
        mark_protected(installation, unit, named, case, case.row.revision, ["0"], "支援措置")
        unit.commit()
    for member in (reviewer, named):
        assert {words: numbers_of(installation, member, words) for words in typed} == before


PLANTED: Mapping[str, Any] = {
    "name": {"family": "漏印", "given": "花苑"},
    "kana": {"family": "モレジルシ", "given": "カエン"},
    "birth": "1951-07-09",
    "phone": "03-9876-1234",
}
# As typed, and as folded before hashing.
IN_CLEAR = (
    "漏印",
    "花苑",
    "モレジルシ",
    "もれしるし",
    "もれし",
    "カエン",
    "かえん",
    "1951-07-09",
    "19510709",
    "03-9876-1234",
    "0398761234",
)


@pytest.mark.both_engines
def test_nothing_of_a_person_can_be_read_from_the_database(installation: Installation, session: Session) -> None:
    file_application(installation, session, PLANTED)
    rows = tokens(installation)
    assert len(rows) == 8 + 1 + 3, "name and reading complete, and their other prefixes"
    held = b"".join(token for token, _, _ in rows)
    file = make_url(installation.settings.database_url).database or ""
    if installation.database.sqlite:
        held += b"".join(path.read_bytes() for path in Path(file).parent.glob(Path(file).name + "*"))
        assert b"CREATE TABLE look_up" in held, "the complete file was read"
    forms = {value: (value.encode(), value.encode("utf-16-le"), value.encode("unicode_escape")) for value in IN_CLEAR}
    # Four bytes can be in megabytes of sealed bytes by chance.
    assert [value for value, written in forms.items() if any(form in held for form in written if len(form) > 5)] == []


def old_index(installation: Installation) -> None:
    with installation.database.write() as unit:
        unit.connection.execute(text("DELETE FROM look_up"))
        unit.connection.execute(text("UPDATE application SET looked_up_by = ''"))
        unit.commit()


@pytest.mark.both_engines
def test_what_was_stored_before_is_indexed_part_by_part_and_only_once(
    installation: Installation, session: Session, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [file_application(installation, session) for _ in range(5)]
    before = tokens(installation)
    old_index(installation)
    monkeypatch.setattr(job, "AT_ONCE", 2)
    with installation.database.write() as unit:
        assert find_applications(installation, unit, reviewer, read_search("タカミホン"), ground="call").partly
    assert index_applications(installation) == 2
    assert len(numbers_of(installation, reviewer, "タカミホン")) == 2
    assert [index_applications(installation) for _ in range(3)] == [2, 1, 0]
    assert numbers_of(installation, reviewer, "タカミホン") == numbers[::-1]
    assert tokens(installation) == before
    with installation.database.write() as unit:
        assert not find_applications(installation, unit, reviewer, read_search("タカミホン"), ground="call").partly


def test_an_application_that_is_indexed_is_not_corrected_meanwhile_nor_the_other_way(
    postgresql_installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index would keep a former name. SQLite has a single writer."""
    installation = postgresql_installation
    number = file_application(installation, alice(installation))
    before = tokens(installation)
    old_index(installation)

    def corrected(unit: Unit) -> bool:
        unit.connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        row = applications.by_number(unit, number)
        assert row is not None
        return applications.correct(unit, row, state=row.state, due=row.due, sealed_summary=b"", now=0)

    def meanwhile(installation: Installation, unit: Unit, row: ApplicationRow) -> tuple[Procedure, Answers]:
        with pytest.raises(OperationalError, match="lock timeout"), installation.database.write() as correction:
            corrected(correction)
        return open_answers(installation, unit, row)

    with installation.database.write() as correction:
        assert corrected(correction)
        assert index_applications(installation) == 0
    monkeypatch.setattr(job, "open_answers", meanwhile)
    assert index_applications(installation) == 1
    assert tokens(installation) == before


def test_rotate_of_the_index_root_makes_it_again_and_nobody_is_lost_meanwhile(
    installation: Installation, session: Session, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [file_application(installation, session) for _ in range(3)]
    before = tokens(installation)
    renew_root(installation.database, installation.keys, LOOK_UPS, 1)
    monkeypatch.setattr(job, "AT_ONCE", 2)
    assert index_applications(installation) == 2
    assert numbers_of(installation, reviewer, "タカミホン") == numbers[::-1], (
        "half of them are indexed under the older root"
    )
    while index_applications(installation):
        pass
    assert numbers_of(installation, reviewer, "タカミホン 1949-04-03") == numbers[::-1]
    assert not {token for token, _, _ in before} & {token for token, _, _ in tokens(installation)}
    with installation.database.read() as unit:
        assert look_ups.marks(unit) == ["4.2"]


@pytest.mark.both_engines
def test_with_the_application_its_hashes_go(installation: Installation, session: Session) -> None:
    file_application(installation, session)
    before = tokens(installation)
    names = [name for name in ApplicationRow._fields if name not in ("id", "uid", "receipt_number")]
    with installation.database.write() as unit:
        columns = ", ".join(names)
        copied = text(
            f"INSERT INTO application (uid, receipt_number, {columns}) SELECT 'copy', 'copy', {columns} FROM application"
        )
        unit.connection.execute(copied)
        copy = applications.by_uid(unit, "copy")
        assert copy is not None
        look_ups.add(unit, {copy.id: [(b"t" * 16, 1)]})
        unit.commit()
    assert len(tokens(installation)) == len(before) + 1
    with installation.database.write() as unit:
        unit.connection.execute(text("DELETE FROM application WHERE uid = 'copy'"))
        unit.commit()
    assert tokens(installation) == before
