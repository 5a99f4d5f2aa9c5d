"""Boxes of a part: as they were they change nothing; what is typed is read by its kind."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.loading.source import read_source
from forms.loading.tree import read_tree
from portal.services.workshop.definition_text import LeftToText
from portal.services.workshop.format_keys import Place, place_at
from portal.web.shared.posting import Posted
from portal.web.workshop.key_form import boxes_of, label_of, parts_of, read_keys
from tests.examples import examples
from tests.portal.services.workshop.test_edit_questions import SHIPPED
from tests.portal.services.workshop.test_format_keys import mappings
from tests.portal.services.workshop.writing import TEXT

TREE = read_tree(TEXT, "")


def posted(place: Place, **typed: str) -> Posted:
    """All boxes of the page as a browser sends them, some of them typed over."""
    sent = {"boxes": [box.key.name for box in boxes_of(place) if box.key.kind == "several"]}
    sent |= {box.key.name: list(box.typed) if isinstance(box.typed, tuple) else [box.typed] for box in boxes_of(place)}
    return sent | {name: [value] for name, value in typed.items()}


def places(number: int) -> Iterator[Place]:
    tree = read_tree(read_source(SHIPPED[number]), "")
    for path, _ in mappings(tree):
        try:
            yield place_at(tree, path)
        except LeftToText:
            continue  # a box of the part around it


@settings(max_examples=examples(10), deadline=None)
@given(st.integers(0, len(SHIPPED) - 1))
def test_a_page_that_is_sent_as_it_was_changes_nothing(number: int) -> None:
    for place in places(number):
        assert place.node is not None
        wanted, problems = read_keys(place, posted(place))
        assert (wanted, problems) == (place.node.plain(), {}), place.path
        assert all(len(words) == 4 for words in parts_of(place))


def test_what_is_typed_is_read_by_its_kind() -> None:
    place = place_at(TREE, ())
    typed = {
        "search": "道\n 橋 ",
        "because": "lint.a: わけ：ここ",
        "helper": "true",
        "version": "2",
        "law.text": "",
        "events": "[]",
    }
    wanted, problems = read_keys(place, posted(place, **typed))
    assert problems == {"law.text": "書いてください。"}
    assert (wanted["search"], wanted["because"], wanted["helper"], wanted["version"], wanted["events"]) == (
        ["道", "橋"], {"lint.a": "わけ：ここ"}, True, 2, [],
    )  # fmt: skip
    wanted, _ = read_keys(place, {"boxes": ["who.counter", "who.post"], "who.post": ["self", "nobody"]})
    assert wanted["who"] == {"online": ["anyone"], "post": ["self"]}
    setting = place_at(TREE, ("settings", "limit"))
    typed = {"type": "table", "of": "money", "default": "low: 100\nhigh: 2000", "certainty": "law"}
    assert read_keys(setting, {key: [value] for key, value in typed.items()}) == (
        {"type": "table", "of": "money", "default": {"low": 100, "high": 2000}, "certainty": "law"}, {},
    )  # fmt: skip
    assert read_keys(setting, {"type": ["integer"], "default": ["5"], "certainty": ["law"]})[0]["default"] == 5


def test_what_cannot_be_read_is_reported_beside_its_box() -> None:
    place = place_at(TREE, ())
    wrong = {"version": "二", "kind": "x", "helper": "maybe", "because": "わけ", "summary": "あ" * 4001, "title": ""}
    assert read_keys(place, posted(place, **wrong))[1].keys() == wrong.keys()
    twice = read_keys(place, posted(place, because="a: b\na: c"))[1]
    assert "2回" in twice["because"]


def test_labels_are_the_first_sentences_of_the_reference() -> None:
    labels = {key.name: label_of(key)[0] for key in place_at(TREE, ()).keys}
    assert [labels[key] for key in ("title", "law.text", "who.post", "show.agent")] == [
        "手続の題", "根拠になる法令や例規", "だれが出せるか（郵送）", "出す人ごとに、見せてもらうものを書きます（代理人）",
    ]  # fmt: skip


def test_a_grant_once_per_household_is_chosen_in_boxes() -> None:
    place = place_at(TREE, ("duplicate",))
    boxes = {box.key.name: box for box in boxes_of(place)}
    assert (boxes["household"].key.kind, boxes["instead"].key.kind) == ("truth", "lines")
    assert "世帯ごと" in boxes["household"].label
    typed = {
        "same": "name",
        "once": "true",
        "household": "true",
        "instead": "home",
        "years": "5",
        "say": "1世帯に1回です。",
    }
    wanted = {
        "same": ["name"],
        "once": True,
        "household": True,
        "instead": ["home"],
        "years": 5,
        "say": "1世帯に1回です。",
    }
    assert read_keys(place, {key: [value] for key, value in typed.items()}) == (wanted, {})
