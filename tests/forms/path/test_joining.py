"""Small pages that follow each other are shown as one, unless one depends on another."""

from typing import Any

import pytest

from forms.path.joining import Joining, joined, may_join, room_of
from forms.path.path import AskedPage, Path, walk
from tests.forms.loading.small import ENVIRONMENT, small

HOUSE = """\
  - step: 家
    id: house
    role: principal
    ask:
      - {id: pets, type: yes_no, label: ペットがいますか}
      - {id: pet_name, type: text, label: ペットの名前, when: pets}
      - {id: floors, type: integer, label: 何階建てですか}
      - {id: lift, type: text, label: エレベーター, required: floors > 3}
      - {id: high, type: computed, of: yes_no, label: 高い家, hidden: true, compute: floors > 9}
      - {id: lamp, type: text, label: 屋上の明かり, when: high}
      - {id: colours, type: multiple_choice, label: 色, options: {red: 赤, blue: 青}}
      - {id: red, type: text, label: 赤い所, when: red in colours}
      - {id: paint, type: choice, label: ぬる, options: {oil: 油, water: {label: 水, when: floors > 1}}}
      - {id: worded, type: text, label: ことば, wording: {by: paint, oil: 油のこと}}
      - {id: mine, type: yes_no, label: 自分の家ですか}
      - {id: owner, type: person_name, label: 持ち主, concept: person.name, known_from: {from: applicant.name, when: mine}}
      - {id: phone, type: phone, label: 電話, concept: person.phone}
      - {id: agreed, type: consent, label: 同意します}
      - {id: seal, type: signature, label: 署名}
  - step: 部屋
    id: rooms
    repeat: rooms
    label: 部屋
    max: 3
    role: guest
    ask:
      - {id: guest, type: person_name, label: 使う人, concept: person.name}
      - {id: wide, type: yes_no, label: 広いですか}
      - {id: size, type: text, label: 広さ, when: wide}
"""
ANSWERS = {
    "reason": "lost", "pets": True, "floors": 12, "colours": ["red"], "mine": True, "rooms": ["1", "2"],
    "rooms.1.wide": True, "rooms.2.wide": True, "rooms.1.guest": {"family": "見本", "given": "花子"},
}  # fmt: skip
PROCEDURE = small(HOUSE)


def path_of(**answers: Any) -> Path:
    return walk(PROCEDURE, {**ANSWERS, **answers}, ENVIRONMENT)


def page(name: str) -> AskedPage:
    asked = path_of().page(name)
    assert asked is not None, name
    return asked


@pytest.mark.parametrize(
    ("first", "second", "depends"),
    [
        ("pets", "pet_name", False),  # one choice on the same page shows and hides it
        ("floors", "lift", True),
        ("floors", "lamp", True),  # by a hidden calculation
        ("colours", "red", True),
        ("floors", "paint", True),
        ("paint", "worded", True),
        ("mine", "phone", True),  # whose telephone it is
        ("mine", "agreed", False),
        ("floors", "colours", False),
        ("rooms.1.wide", "rooms.1.size", False),
        ("rooms.1.wide", "rooms.2.size", False),
        ("floors", "rooms.1.wide", False),
    ],
)
def test_a_page_that_reads_an_answer_of_another_is_not_shown_with_it(first: str, second: str, depends: bool) -> None:
    assert Joining(PROCEDURE).depends([page(first)], page(second)) is depends


def test_what_is_answered_with_more_than_boxes_stays_alone() -> None:
    path = path_of()
    assert not may_join(path, page("seal"))
    assert may_join(path, page("owner"))
    assert not may_join(path, page("rooms"))
    assert [may_join(path, page(f"rooms.{number}.guest")) for number in (1, 2)] == [True, False]


def test_a_page_has_at_most_seven_questions_and_what_is_known_takes_little() -> None:
    path, names = path_of(), ("pets", "pet_name", "floors", "colours", "mine", "owner")
    joining, group = Joining(PROCEDURE), [page(name) for name in names]
    assert joining.takes(path, group, page("agreed"), frozenset())
    assert not joining.takes(path, [*group, page("worded"), page("lift")], page("agreed"), frozenset())
    assert joining.takes(path, [*group, page("worded"), page("lift")], page("agreed"), {"pets", "owner"})


def test_joined_pages_are_one_page_that_knows_its_parts() -> None:
    both = joined([page("pets"), page("pet_name"), page("colours")], {"pets"})
    assert [field.id for field in both.fields] == ["pets", "pet_name", "colours"]
    assert both.ids == {"pets", "pet_name", "colours"}
    assert both.open
    assert both.folded == {"pets"}
    assert not joined([page("pets")], {"pets"}).folded  # nothing else would be left to answer


@pytest.mark.parametrize(
    ("group", "left", "ends"),
    [
        (["rooms.2.size"], ["rooms.2.size", "rooms"], True),
        (["rooms.2.wide", "rooms.2.size"], ["rooms.2.wide", "rooms.2.size", "rooms"], True),
        (["rooms.2.size"], ["rooms.1.size", "rooms.2.size", "rooms"], False),  # another row is not complete
        (["floors"], ["floors", "rooms"], False),
    ],
)
def test_a_list_is_shown_with_the_page_that_completes_its_rows(group: list[str], left: list[str], ends: bool) -> None:
    pages = [page(name) for name in group]
    assert Joining(PROCEDURE).ends_with(pages, page("rooms"), frozenset(left)) is ends
    whole = joined([*pages, page("rooms")], frozenset())
    assert whole.listed == page("rooms")
    assert whole.ids == {*group, "rooms"}
    assert [part.page.id for part in whole.parts] == (group if len(group) > 1 else [])


def test_a_known_answer_may_decide_what_is_beside_it() -> None:
    pages = [page("floors")]
    assert Joining(PROCEDURE).depends(pages, page("lift"))
    assert not Joining(PROCEDURE).depends(pages, page("lift"), frozenset({"floors"}))
    assert not Joining(PROCEDURE).ends_with(pages, page("lift"), frozenset())


@pytest.mark.parametrize(("note", "lines"), [("300円", 0), ("月曜日から金曜日まで", 1), ("あ" * 21, 2)])
def test_a_note_takes_room_where_it_has_lines_of_its_own(note: str, lines: int) -> None:
    asked = """\
  - step: 品目
    id: waste
    ask:
      - {id: plain, type: choice, label: 品目, options: {bed: ふとん, box: 箱}}
      - {id: noted, type: choice, label: 品目, options: {bed: {label: ふとん, help: NOTE}, box: 箱}}
"""
    by_name = small(asked.replace("NOTE", note)).by_name
    assert room_of(by_name["noted"]) - room_of(by_name["plain"]) == 26 * lines
