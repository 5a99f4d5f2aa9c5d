"""`carry_over` of drafts."""

from forms.answers import TAKEN
from forms.definition.procedure import Procedure
from forms.path.carrying import ASKED_AGAIN, DOUBTFUL, KEPT, LOST, Doubt, Fate, carry, fates, silences
from tests.forms.loading.small import small

STEPS = """\
  - step: もっと
    id: more
    ask:
      - {id: note, type: text, label: ひとこと, max: 20, required: false}
      - {id: doubled, type: computed, label: 計算, of: yes_no, compute: reason == lost}
      - repeat: children
        label: お子さん
        ask:
          - {id: name, type: text, label: 名前, max: 20}
          - id: pets
            type: multiple_choice
            label: 動物
            options: {dog: 犬, cat: 猫, other: {label: ほか, tell: true}}
"""
ANSWERS = {
    "reason": "lost",
    "note": "はい",
    "doubled": True,
    "children": ["1", "3"],
    "children.1.name": "花",
    "children.1.pets": ["dog", {"code": "other", "tell": "かめ"}],
    "children.3.name": "空",
}
OLD = small(STEPS)


def new(carry_over: str = "", steps: str = STEPS) -> Procedure:
    return small(steps + carry_over, version="2")


def missing_words(procedure: Procedure) -> list[str]:
    return [f"{complaint.key}: {complaint.text}" for complaint in silences(OLD, procedure)]


def test_what_did_not_change_is_kept_in_its_rows_and_what_is_computed_is_computed_again() -> None:
    carried = carry(OLD, new(), ANSWERS)
    assert carried.answers == {key: value for key, value in ANSWERS.items() if key != "doubled"}
    assert (carried.doubts, carried.again, carried.lost) == ({}, (), ())
    assert missing_words(new()) == []


def test_an_answer_whose_options_changed_is_in_doubt_and_fits_if_it_is_still_offered() -> None:
    changed = new(steps=STEPS.replace("cat: 猫", "bird: 鳥"))
    carried = carry(OLD, changed, ANSWERS)
    assert carried.doubts == {"children.1.pets": Doubt("children.1.pets", ANSWERS["children.1.pets"], True)}
    assert "children.1.pets" not in carried.answers
    assert missing_words(changed) == [
        "carry_over.silent: the question children.pets（動物） no longer offers cat (keep, review, ask_again or drop): "
        "open drafts may have answers to it; write under `carry_over` what happens to them"
    ]


def test_an_answer_that_is_no_longer_offered_is_in_doubt_even_if_all_others_are_kept() -> None:
    changed = new("carry_over: {keep: [children.pets]}\n", steps=STEPS.replace("dog: 犬, ", ""))
    assert missing_words(changed) == []
    assert carry(OLD, changed, ANSWERS).doubts == {
        "children.1.pets": Doubt("children.1.pets", ANSWERS["children.1.pets"], False)
    }
    assert carry(OLD, changed, {"children": ["1"], "children.1.pets": ["cat"]}).answers == {
        "children": ["1"],
        "children.1.pets": ["cat"],
    }


def test_an_option_without_details_any_more_cannot_be_chosen_again() -> None:
    changed = new(steps=STEPS.replace("{label: ほか, tell: true}", "ほか"))
    assert carry(OLD, changed, ANSWERS).doubts["children.1.pets"].fits is False


def test_limits_that_changed_put_an_answer_in_doubt_unless_it_is_kept() -> None:
    steps = STEPS.replace("max: 20, required", "max: 10, required")
    assert fates(OLD, new(steps=steps))["note"] == Fate(DOUBTFUL, "note")
    assert fates(OLD, new("carry_over: {keep: [note]}\n", steps=steps))["note"] == Fate(KEPT, "note")


def test_review_and_ask_again_are_asked_again_with_and_without_the_old_answer() -> None:
    changed = new("carry_over: {review: [reason], ask_again: [children]}\n")
    carried = carry(OLD, changed, ANSWERS)
    assert carried.doubts == {"reason": Doubt("reason", "lost", True)}
    assert carried.again == ("children.1.name", "children.1.pets", "children.3.name")
    assert carried.answers == {"note": "はい", "children": ["1", "3"]}
    assert fates(OLD, changed)["children.name"] == Fate(ASKED_AGAIN, "children.name")


def test_a_repeat_that_is_renamed_takes_its_rows_along() -> None:
    changed = new(
        "carry_over: {rename: {children: kids, note: word}}\n",
        steps=STEPS.replace("children", "kids").replace("id: note", "id: word"),
    )
    carried = carry(OLD, changed, ANSWERS)
    assert carried.answers == {
        "reason": "lost",
        "word": "はい",
        "kids": ["1", "3"],
        "kids.1.name": "花",
        "kids.1.pets": ANSWERS["children.1.pets"],
        "kids.3.name": "空",
    }
    assert missing_words(changed) == []


def test_what_would_be_in_more_or_fewer_rows_is_lost() -> None:
    out = new("carry_over: {rename: {children.name: note}}\n")
    assert carry(OLD, out, {"children": ["1"], "children.1.name": "花"}).lost == ("children.1.name",)
    into = new("carry_over: {rename: {note: children.name}}\n")
    assert carry(OLD, into, {"note": "はい"}).lost == ("note",)


def test_a_question_that_is_gone_needs_a_word_and_its_answers_are_lost() -> None:
    steps = STEPS.replace("      - {id: note, type: text, label: ひとこと, max: 20, required: false}\n", "")
    silent, explicit = new(steps=steps), new("carry_over: {drop: [note]}\n", steps=steps)
    assert carry(OLD, silent, ANSWERS).lost == carry(OLD, explicit, ANSWERS).lost == ("note",)
    assert fates(OLD, explicit)["note"] == Fate(LOST, "")
    assert [line.partition("（")[0] for line in missing_words(silent)] == ["carry_over.silent: the question note"]
    assert missing_words(explicit) == []


def test_rows_that_are_dropped_go_with_their_answers() -> None:
    carried = carry(OLD, new("carry_over: {drop: [children]}\n"), ANSWERS)
    assert carried.answers == {"reason": "lost", "note": "はい"}
    assert carried.lost == ("children.1.name", "children.1.pets", "children.3.name")


def test_a_question_of_another_type_needs_a_word_and_its_answer_cannot_be_given_again() -> None:
    steps = STEPS.replace(
        "{id: note, type: text, label: ひとこと, max: 20,", "{id: note, type: yes_no, label: ひとこと,"
    )
    assert [line.partition("）")[2].partition(" (")[0] for line in missing_words(new(steps=steps))] == [
        " is yes_no instead of text"
    ]
    explicit = new("carry_over: {review: [note]}\n", steps=steps)
    assert missing_words(explicit) == []
    assert carry(OLD, explicit, ANSWERS).doubts == {"note": Doubt("note", "はい", False)}


def test_names_that_the_version_before_does_not_have_are_reported_with_their_place() -> None:
    changed = new("carry_over:\n  drop: [nothing]\n  rename: {raeson: reason}\n")
    assert [(fault.key, fault.line) for fault in silences(OLD, changed)] == [
        ("carry_over.unknown", changed.marks["carry_over.drop"][0]),
        ("carry_over.unknown", changed.marks["carry_over.rename"][0]),
    ]
    assert missing_words(changed)[0].startswith("carry_over.unknown: the version before has no question nothing")


def test_numbers_of_rows_that_went_are_remembered_under_the_new_name() -> None:
    renamed = new("carry_over: {rename: {children: kids}}\n", steps=STEPS.replace("repeat: children", "repeat: kids"))
    assert carry(OLD, renamed, {TAKEN: {"children": 4}}).answers == {TAKEN: {"kids": 4}}
