"""Applications found by a person: through keyed hashes that follow the answers, the key and the protection."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from integrations.keys.sealing import KeyRing
from portal.jobs import index_applications as job
from portal.jobs.index_applications import index_applications
from portal.services.actor import Actor
from portal.services.cases import case_of_member, case_of_resident
from portal.services.correct_application import open_mending, save_mended_page, send_correction
from portal.services.find_applications import find_applications
from portal.services.installation import Installation
from portal.services.mark_protected import lift_protected, mark_protected
from portal.services.read_search import read_search
from portal.services.return_for_correction import Asked, read_return, return_for_correction
from portal.services.rights import Member
from portal.services.sessions import Session
from portal.store import applications, look_ups
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


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def found(installation: Installation, member: Member, typed: str) -> list[str]:
    with installation.database.write() as unit:
        page = find_applications(installation, unit, member, read_search(typed), ground="call")
        unit.commit()
    return [row.receipt_number for row in page.rows]


def tokens(installation: Installation) -> list[tuple[bytes, int, int]]:
    with installation.database.read() as unit:
        rows = unit.connection.execute(text("SELECT token, application_id, person FROM look_up ORDER BY 1, 2, 3"))
        return [(bytes(row[0]), row[1], row[2]) for row in rows]


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
        assert found(installation, reviewer, typed) == [again, taro], typed
    for typed in ("ﾐﾎﾝ ﾊﾅｺ", "花子", "S25.5.6", "+81 3 1234 5678", "はなこ 昭和25年5月6日"):
        assert found(installation, reviewer, typed) == [hanako], typed
    for typed in ("ミホ", "みほんは", "見本", "たかみ ", "髙見"):
        assert bool(found(installation, reviewer, typed)), f"{typed} is how a name begins"
    for typed in ("ミ", "ほんは", "本花", "ハナ"):
        assert found(installation, reviewer, typed) == [], f"{typed}: neither whole nor how the whole name begins"


def test_name_and_birth_are_those_of_one_person(installation: Installation, session: Session, reviewer: Member) -> None:
    number = file_application(installation, session, HER_SON)
    assert found(installation, reviewer, "じろう") == [number], "who files for her is named in it, too"
    assert found(installation, reviewer, "はなこ 1950-05-06") == [number]
    assert found(installation, reviewer, "じろう 1950-05-06") == []


def test_a_correction_is_followed(installation: Installation, session: Session, reviewer: Member) -> None:
    number = file_application(installation, session)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        wanted = read_return(installation, case, (Asked("kana", "unclear", ""),), "2026-12-04")
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
    assert found(installation, reviewer, "こうみもと") == [number]
    assert found(installation, reviewer, "たかみほん") == []


def test_only_duties_of_whoever_looks(installation: Installation, session: Session) -> None:
    file_application(installation, session)
    charlie = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    nobody = add_member(installation, "nobody")
    assert [found(installation, one, "タカミホン") for one in (charlie, nobody)] == [[], []]


def test_the_protected_are_found_by_who_may_see_them_alone(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    hers = [file_application(installation, session, HANAKO) for _ in range(2)]
    his = file_application(installation, session)
    named = add_member(installation, "named", ("reviewer", DUTY), ("protected", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, named, hers[0])
        mark_protected(installation, unit, named, case, case.row.revision, ["0"], "支援措置")
        unit.commit()
    for typed in ("ハナコ", "花子", "1950-05-06", "03-1234-5678", "ハナコ 1950-05-06"):
        assert found(installation, reviewer, typed) == [], f"{typed}: of none of her applications"
        assert found(installation, named, typed) == hers[::-1], typed
    assert found(installation, reviewer, "タロウ") == [his]
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, named, hers[0])
        lift_protected(installation, unit, named, case, case.row.revision)
        unit.commit()
    assert found(installation, reviewer, "ハナコ") == hers[::-1]


def test_whom_one_may_not_find_takes_no_place_on_a_page(
    installation: Installation, session: Session, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the gaps would tell that there is somebody."""
    monkeypatch.setattr("portal.services.find_applications.PAGE", 2)
    seen = [file_application(installation, session, {"birth": "1949-04-03"}) for _ in range(3)]
    named = add_member(installation, "named", ("reviewer", DUTY), ("protected", DUTY))
    for _ in range(4):
        number = file_application(installation, session, {"birth": "1960-01-01"})
        with installation.database.write() as unit:
            case = case_of_member(installation, unit, named, number)
            mark_protected(installation, unit, named, case, case.row.revision, ["0"], "支援措置")
            unit.commit()
    assert found(installation, reviewer, "タカミホン") == [seen[2], seen[1]]


PLANTED: Mapping[str, Any] = {
    "name": {"family": "漏印", "given": "花苑"},
    "kana": {"family": "モレジルシ", "given": "カエン"},
    "birth": "1951-07-09",
    "phone": "03-9876-1234",
}
# As typed, and as they are folded before they are hashed.
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


def test_nothing_of_a_person_can_be_read_from_the_database(installation: Installation, session: Session) -> None:
    file_application(installation, session, PLANTED)
    rows = tokens(installation)
    assert len(rows) == 8 + 2 + 4, "whole, and the beginnings of the whole name and reading"
    assert {len(token) for token, _, _ in rows} == {16}
    held = b"".join(token for token, _, _ in rows)
    file = make_url(installation.settings.database_url).database or ""
    if installation.database.sqlite:
        held += b"".join(path.read_bytes() for path in Path(file).parent.glob(Path(file).name + "*"))
        assert b"CREATE TABLE look_up" in held, "the whole file was read"
    forms = {one: (one.encode(), one.encode("utf-16-le"), one.encode("unicode_escape")) for one in IN_CLEAR}
    assert [one for one, written in forms.items() if any(form in held for form in written)] == []


def old_index(installation: Installation) -> None:
    with installation.database.write() as unit:
        unit.connection.execute(text("DELETE FROM look_up"))
        unit.connection.execute(text("UPDATE application SET looked_up_by = ''"))
        unit.commit()


def test_what_was_stored_before_is_indexed_part_by_part_and_only_once(
    installation: Installation, session: Session, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [file_application(installation, session) for _ in range(5)]
    whole = tokens(installation)
    old_index(installation)
    monkeypatch.setattr(job, "AT_ONCE", 2)
    with installation.database.write() as unit:
        assert find_applications(installation, unit, reviewer, read_search("タカミホン"), ground="call").partly
    assert index_applications(installation) == 2
    assert len(found(installation, reviewer, "タカミホン")) == 2
    assert [index_applications(installation) for _ in range(3)] == [2, 1, 0]
    assert found(installation, reviewer, "タカミホン") == numbers[::-1]
    assert tokens(installation) == whole
    with installation.database.write() as unit:
        assert not find_applications(installation, unit, reviewer, read_search("タカミホン"), ground="call").partly


def test_a_new_key_makes_the_index_anew_and_nobody_is_lost_meanwhile(
    installation: Installation, session: Session, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [file_application(installation, session) for _ in range(3)]
    before = tokens(installation)
    ring = installation.keys
    assert isinstance(ring, KeyRing)
    rotated = replace(installation, keys=KeyRing({**ring._keys, "next": b"\x09" * 32}, "next"))
    monkeypatch.setattr(job, "AT_ONCE", 2)
    assert index_applications(rotated) == 2
    assert found(rotated, reviewer, "タカミホン") == numbers[::-1], "half of them stand under the older key"
    while index_applications(rotated):
        pass
    assert found(rotated, reviewer, "タカミホン 1949-04-03") == numbers[::-1]
    assert not {token for token, _, _ in before} & {token for token, _, _ in tokens(rotated)}
    with rotated.database.read() as unit:
        assert look_ups.marks(unit) == ["3.next"]


def test_with_the_application_its_hashes_go(installation: Installation, session: Session) -> None:
    file_application(installation, session)
    before = tokens(installation)
    names = [name for name in applications.COLUMNS.split(", ") if name not in ("id", "uid", "receipt_number")]
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
