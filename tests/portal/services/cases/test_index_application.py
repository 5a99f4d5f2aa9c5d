"""Keyed hashes of an application."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from portal.services.cases.cases import case_of_resident
from portal.services.cases.index_application import index_again, key_of, look_up_keys, mark_of, token
from portal.services.shared.fold_names import kana_keys, name_key, phone_key
from portal.services.shared.installation import Installation
from portal.store.cases import look_ups
from tests.portal.store.rooted import rooted
from tests.portal.world import ANSWERS, PROCEDURE, alice, file_application

KEY = b"k" * 32


def keys_of(installation: Installation, key: bytes = KEY, **changes: Any) -> set[tuple[bytes, int]]:
    return look_up_keys(key, installation.catalogue.current(PROCEDURE), {**ANSWERS, **changes})


def person_of(entries: set[tuple[bytes, int]], kind: str, plain: str) -> set[int]:
    return {number for hashed, number in entries if hashed == token(KEY, kind, plain)}


def test_name_reading_and_birth_belong_to_one_person_and_the_telephone_to_nobody(installation: Installation) -> None:
    entries = keys_of(installation)
    (person,) = person_of(entries, "birth", "1949-04-03")
    assert person > 0
    assert person_of(entries, "name", name_key("髙見本　太郎")) == {person}
    assert {number for plain in kana_keys("タカミホン　タロウ") for number in person_of(entries, "kana", plain)} == {
        person
    }
    assert person_of(entries, "phone", phone_key("000-0000-0001")) == {0}


def test_old_and_new_characters_of_a_name_share_their_hashes(installation: Installation) -> None:
    names: tuple[Mapping[str, str], ...] = (
        {"family": "髙見本", "given": "太郎"}, {"family": "高見本", "given": "太郎"},
    )  # fmt: skip
    assert keys_of(installation, name=names[0]) == keys_of(installation, name=names[1])


def test_another_key_shares_no_hash(installation: Installation) -> None:
    ours, theirs = ({hashed for hashed, _ in keys_of(installation, key)} for key in (KEY, b"l" * 32))
    assert ours.isdisjoint(theirs)


def test_the_kind_is_part_of_the_hash() -> None:
    assert token(KEY, "name", "見本") != token(KEY, "name^", "見本")


def test_a_name_is_found_by_its_first_two_or_three_characters_but_not_by_one(installation: Installation) -> None:
    hashes = {hashed for hashed, _ in keys_of(installation, name={"family": "例示", "given": "二三四五"})}
    prefixes = ["例", "例示", "例示二", "例示二三"]
    assert [token(KEY, "name^", name_key(prefix)) in hashes for prefix in prefixes] == [False, True, True, False]


def test_the_mark_changes_with_the_root_and_still_leads_to_the_former_one() -> None:
    old, rotated = rooted(b"a" * 32), rooted(b"a" * 32, b"b" * 32)
    assert mark_of(old) != mark_of(rotated)
    assert key_of(rotated, mark_of(old)) == key_of(old, mark_of(old))
    assert key_of(rotated, mark_of(rotated)) != key_of(old, mark_of(old))


def test_indexing_again_leaves_nothing_of_the_former_answers(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    changed = {**ANSWERS, "phone": "000-0000-0777"}
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        index_again(installation, unit, case.row.id, case.procedure, changed)
        stored = {(bytes(row[0]), row[1]) for row in unit.connection.execute(text("SELECT token, person FROM look_up"))}
        assert look_ups.marks(unit) == [mark_of(installation.keys)]
    assert stored == look_up_keys(installation.look_up_key, case.procedure, changed)
    assert stored != look_up_keys(installation.look_up_key, case.procedure, ANSWERS)
