"""Each revision of the answers is sealed separately, and found by keyed hashes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from forms.definition.procedure import Procedure
from forms.path.path import walk
from portal.sealing import new_sealer
from portal.services.cases.cases import case_of_resident
from portal.services.cases.keep_answers import (
    index_again,
    is_findable,
    keep_answers,
    key_of,
    left_empty,
    look_up_keys,
    mark_of,
    sealed_answers,
    token,
)
from portal.services.cases.read_search import read_search
from portal.services.shared.fold_names import kana_keys, name_key, phone_key
from portal.services.shared.installation import Installation
from portal.store.cases import applications, look_ups
from tests.forms.loading.small import ENVIRONMENT, small
from tests.portal.store.rooted import rooted
from tests.portal.store.search_rows import search_rows
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
    assert [token(KEY, "name^", name_key(prefix)) in hashes for prefix in prefixes] == [False, False, True, False]
    assert token(KEY, "name", name_key("例示")) in hashes, (
        "the family name is kept once; a beginning is looked for as a name too"
    )


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
        stored = {(start, person) for start, _, person in search_rows(unit)}
        assert look_ups.marks(unit) == [mark_of(installation.keys)]
    now, former = (
        {(token[:8], person) for token, person in look_up_keys(installation.look_up_key, case.procedure, answers)}
        for answers in (changed, ANSWERS)
    )
    assert stored == now != former


NAME = {"family": "髙見本", "given": "太郎"}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("type: phone", "000-0000-0001"),
        ("type: person_name", NAME),
        ("type: kana", {"family": "タカミホン", "given": "タロウ"}),
        ("type: date, concept: person.birth", "1949-04-03"),
        ("type: family_member", {"name": NAME, "birth": "1949-04-03"}),
        ("type: location", {"words": "港町3丁目の角", "asset": "A-12"}),
    ],
)
def test_what_has_hashes_is_a_definition_to_be_found_by(question: str, value: Any) -> None:
    asking = small(f"      - {{id: it, label: これ, {question}}}\n")
    assert is_findable(asking)
    assert look_up_keys(KEY, asking, {"reason": "torn", "it": value})


def test_a_definition_that_asks_for_nobody_has_no_hashes_and_one_with_a_principal_may() -> None:
    asking = small("      - {id: it, label: これ, type: text, max: 20}\n")
    assert not is_findable(asking)
    assert look_up_keys(KEY, asking, {"reason": "torn", "it": "髙見本　太郎"}) == set()
    assert is_findable(replace(asking, principal={"name": "it"}))


@pytest.mark.parametrize("written", ["株式会社見本建設", "見本建設㈱", "見本建設（株）", "株式会社 見本建設"])
def test_a_company_is_found_with_its_legal_form_and_without(written: str) -> None:
    asking = small(
        "      - {id: firm, label: 会社, type: text, max: 20}\n",
        who="{online: [anyone]}\naddressee: {organisation: firm}",
    )
    assert is_findable(asking)
    entries = look_up_keys(KEY, asking, {"reason": "torn", "firm": written})
    for typed in ("見本建設", written):
        assert {0} in [person_of(entries, "name", name) for name in read_search(typed).names]
    assert person_of(entries, "name^", "見本") == {0}
    assert person_of(entries, "name^", "株式") == set()


MORE = """\
      - together: ほかのこと
        id: more
        ask:
          - {id: word, type: text, label: ひとこと, max: 20, required: false}
          - {id: detail, type: text, label: くわしく, max: 20, required: false, when: reason == lost}
          - {id: hint, type: note, label: 読むだけです。}
  - step: 家族
    id: family
    ask:
      - repeat: members
        label: 家族
        max: 3
        each: "{name}"
        ask:
          - {id: name, type: person_name, label: 氏名}
"""


@pytest.fixture(scope="module")
def asking() -> Procedure:
    return small(MORE)


def test_an_asked_question_without_answer_is_empty_and_one_that_was_not_asked_is_not(asking: Procedure) -> None:
    torn: dict[str, object] = {"reason": "torn", "members": []}
    lost: dict[str, object] = {"reason": "lost", "members": []}
    assert left_empty(walk(asking, torn, ENVIRONMENT), torn) == ["word"]
    assert left_empty(walk(asking, lost, ENVIRONMENT), lost) == ["detail", "word"]


def test_a_row_and_a_list_without_rows_are_among_the_empty(asking: Procedure) -> None:
    with_row = {"reason": "torn", "word": "はい", "members": ["1"]}
    without = {"reason": "torn", "word": "はい"}
    assert left_empty(walk(asking, with_row, ENVIRONMENT), with_row) == ["members.1.name"]
    assert left_empty(walk(asking, without, ENVIRONMENT), without) == ["members"]


def test_one_revision_is_never_taken_for_another(installation: Installation, asking: Procedure) -> None:
    box, _ = new_sealer(installation.keys, "application:test")
    answers = {"reason": "torn"}
    row = sealed_answers(box, 1, 2, answers, walk(asking, answers, ENVIRONMENT), 0)
    assert box.open("answers:2", row.sealed_answers) == answers
    for purpose in ("answers:1", "left:2"):
        with pytest.raises(InvalidTag):
            box.open(purpose, row.sealed_answers)


def test_a_new_revision_leaves_the_first_as_it_was(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        changed = {**case.answers, "phone": "000-0000-0009"}
        keep_answers(unit, case.sealer, case.row.id, 2, changed, case.path, 0)
        unit.commit()
        first, second = (
            case.sealer.open(f"answers:{revision}", applications.answers(unit, case.row.id, revision))
            for revision in (1, 2)
        )
    assert (first, second["phone"]) == (ANSWERS, "000-0000-0009")
