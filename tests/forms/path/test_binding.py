"""From a post to answers and mistakes."""

import random
from collections.abc import Mapping
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from forms.answers import canonical
from forms.messages import sentences
from forms.mistakes import Mistake
from forms.path.binding import bind, boxes, owner, sentence
from forms.path.path import Path, walk
from forms.text.speech import Speech
from tests.forms.first import ENVIRONMENT, first
from tests.forms.loading.small import small

JAPANESE = Speech("ja", sentences("ja"), {})
MORE = """\
        must: [{that: reason == torn, say: 破れたときだけです。}]
      - {id: note, type: text, label: ひとこと}
      - {id: extra, type: text, label: 補足, required: false, max: 3}
"""
PROCEDURE = small(MORE)
FIELDS = [field.id for field in first().fields]
BOXES = [
    f"{field.id}.{part.name}" if part.name else field.id
    for field in first().fields
    for part in field.type.parts(field.settings)
]
CODES = sorted({code for field in first().fields for code in field.type.options(field.settings)})
# All characters that a post can hold, unpaired surrogates included.
SIGNS = st.characters(exclude_categories=())
WORDS = (
    st.text(SIGNS, max_size=20)
    | st.sampled_from([*CODES, "", " ", "0", "元", "30", "2026-11-20", "S24", "000-0001", "yes", "１２", "\0"])
    | st.sampled_from("0aあ゛-ー\u3099\U000e0100").map(lambda sign: sign * 500)
)
POSTS = st.dictionaries(
    st.sampled_from(BOXES) | st.sampled_from(FIELDS).map(lambda name: f"{name}.other") | st.text(SIGNS, max_size=5),
    st.lists(WORDS, max_size=3),
    max_size=12,
)


def bound(posted: Mapping[str, list[str]], names: set[str], answers: Mapping[str, Any] | None = None) -> Path:
    return bind(PROCEDURE, names, posted, answers or {}, ENVIRONMENT)


def keys(path: Path) -> dict[str, list[str]]:
    return {name: [mistake.key for mistake in mistakes] for name, mistakes in path.mistakes.items()}


def test_what_was_posted_counts_and_the_rest_is_as_stored() -> None:
    path = bound({"note": [" はい "]}, {"note"}, {"reason": "torn", "note": "いいえ", "extra": "x"})
    assert path.answers == {"reason": "torn", "note": "はい", "extra": "x"}
    assert path.complete


def test_what_another_page_asks_is_not_read_from_this_post() -> None:
    path = bound({"note": ["はい"], "reason": ["lost"]}, {"note"}, {"reason": "torn"})
    assert path.answers["reason"] == "torn"


def test_nobody_is_blamed_for_a_question_they_have_not_seen() -> None:
    path = bound({"reason": ["torn"]}, {"reason"})
    assert path.mistakes == {}
    assert path.missing == ("note",)


def test_an_empty_box_is_a_mistake_only_where_an_answer_is_needed() -> None:
    assert keys(bound({"note": [""], "extra": [""]}, {"note", "extra"})) == {"note": ["text.required"]}


def test_a_wrong_box_is_reported_and_not_kept() -> None:
    path = bound({"extra": ["よっつめ"]}, {"extra"}, {"extra": "前"})
    assert keys(path) == {"extra": ["box.too_long"]}
    assert "extra" not in path.answers


def test_a_broken_rule_of_this_page_is_reported() -> None:
    assert keys(bound({"reason": ["lost"]}, {"reason"})) == {"reason": ["rule"]}


def test_a_broken_rule_of_another_page_waits_for_that_page() -> None:
    assert bound({"note": ["はい"]}, {"note"}, {"reason": "lost"}).mistakes == {}


def test_boxes_are_distinguished_by_the_dot() -> None:
    posted = {"birth": ["a"], "birth.year": ["b", "c"], "birthday": ["d"], "birthday.year": ["f"]}
    assert boxes("birth", posted) == {"": ("a",), "year": ("b", "c")}
    assert boxes("birthday", posted) == {"": ("d",), "year": ("f",)}
    assert boxes("name", posted) == {}


def test_a_mistake_in_words_names_the_question() -> None:
    field = PROCEDURE.field("note")
    assert sentence(Mistake("text.required"), field, JAPANESE) == sentences("ja")["text.required"].format(
        label="ひとこと"
    )


def test_a_rule_speaks_the_readers_language_where_there_is_a_translation() -> None:
    mistake = bound({"reason": ["lost"]}, {"reason"}).mistakes["reason"][0]
    field = PROCEDURE.field("reason")
    assert sentence(mistake, field, JAPANESE) == "破れたときだけです。"
    easy = Speech("easy", sentences("easy"), {mistake.place: "やぶれたときだけです。"})
    assert sentence(mistake, field, easy) == "やぶれたときだけです。"


# The first procedure


@given(POSTS, st.sets(st.sampled_from(FIELDS)), st.integers(0, 1_000))
@example({"name.family": ["\ud800"], "birth.year": ["\udfff"], "phone": ["\0"]}, {"name", "birth", "phone"}, 0)
def test_no_post_makes_it_fail_and_what_comes_out_fits(
    posted: dict[str, list[str]], names: set[str], seed: int
) -> None:
    answers = dict(first().scenarios[0]["answers"])
    for name in random.Random(seed).sample(sorted(answers), 5):
        del answers[name]
    path = bind(first(), names, posted, answers, ENVIRONMENT)
    assert set(path.answers) <= path.asked
    assert set(path.mistakes) <= names & path.asked
    for name in names & set(path.answers):
        field = first().field(name)
        typed = field.type.typed(path.answers[name], field.settings)
        assert field.type.parse(typed, field.settings, ENVIRONMENT).value == path.answers[name]
    if not path.mistakes:
        # Stored answers give the same path and serialise.
        assert walk(first(), path.answers, ENVIRONMENT) == path
        canonical(path.answers)
    for name, mistakes in path.mistakes.items():
        for mistake in mistakes:
            assert sentence(mistake, first().field(name), JAPANESE)


@given(st.integers(0, 10_000))
def test_what_is_valid_going_in_is_valid_coming_out(seed: int) -> None:
    source = random.Random(seed)
    answers = first().scenarios[0]["answers"]
    path = walk(first(), answers, ENVIRONMENT)
    asked_page = source.choice(path.pages)
    untouched = {
        f"{field.id}.{box}" if box else field.id: values
        for field in asked_page.fields
        if field.id in path.answers
        for box, values in field.type.typed(path.answers[field.id], field.settings).items()
    }
    second = bind(first(), {field.id for field in asked_page.fields}, untouched, answers, ENVIRONMENT)
    assert second == path


# Characters of names: two Unicode forms of one 漢字, one outside the BMP, a variation sequence, Vietnamese marks, an
# accent.
LETTERS = st.sampled_from(
    ["塚", "\ufa10", "神", "\ufa19", "𠮷", "葛\U000e0100", "が", "か\u3099", "ễ", "e\u0302\u0303", "’", "・", "ﾐ"]
)


@given(st.lists(LETTERS, min_size=1, max_size=8).map("".join), st.lists(LETTERS, min_size=1, max_size=8).map("".join))
def test_names_are_kept_byte_for_byte(family: str, given_name: str) -> None:
    posted = {"name.family": [f" {family}　"], "name.given": [given_name], "kana.family": ["ミ"], "kana.given": ["ハ"]}
    path = bind(first(), {"name", "kana"}, posted, {"filer_kind": "self"}, ENVIRONMENT)
    assert path.mistakes == {}
    assert path.answers["name"] == {"family": family, "given": given_name}
    assert family.encode() in canonical(path.answers)


def test_a_box_belongs_to_the_longest_name_that_it_begins_with() -> None:
    names = {"children.1.name", "children", "phone"}
    assert owner("children.1.name.family", names) == "children.1.name"
    assert owner("phone", names) == "phone"
    assert owner("email.box", names) == ""
