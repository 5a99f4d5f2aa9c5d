"""Lint of translations, and what is not reported."""

from pathlib import Path

import pytest

from forms.complaints import Complaint, errors
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.linting import lint
from forms.linting.finding import Finding, complaint
from forms.loading import load_text, read_library, short_hash
from tests.forms.loading.small import SMALL, small

EVERYTHING = {
    "title": "見本",
    "summary": "見本です。",
    "fee.text": "無料",
    "steps.first.title": "質問",
    "ask.reason.label": "理由",
    "ask.reason.options.torn.label": "破れた",
    "ask.reason.options.lost.label": "なくした",
}


ENGLISH = "".join(f'{path}: {{text: {path}, of: "{short_hash(EVERYTHING[path])}"}}\n' for path in ("title", "summary"))


def linted(procedure: Procedure) -> list[Complaint]:
    """Without the complaint that there are no scenarios."""
    return [complaint for complaint in lint(procedure) if complaint.key != "lint.scenarios"]


def easy(**other: str) -> str:
    """Each sentence is its path, except those in `other` (with _ for a dot)."""
    texts = {path: other.get(path.replace(".", "_"), f"<{path}>") for path in EVERYTHING}
    return "".join(f'{path}: {{text: {texts[path]}, of: "{short_hash(EVERYTHING[path])}"}}\n' for path in EVERYTHING)


def test_a_whole_translation_is_clean() -> None:
    assert linted(small(translations={"easy": easy(), "en": ENGLISH})) == []


def test_a_missing_translation_is_warned_of_where_the_japanese_stands() -> None:
    complaints = linted(small(translations={"easy": easy().replace(easy().split("\n")[0] + "\n", ""), "en": ENGLISH}))
    assert [(complaint.line, complaint.key, complaint.warning) for complaint in complaints] == [
        (5, "lint.translation_missing", True)
    ]
    assert "easy lacks title" in complaints[0].text


def test_a_stale_translation_is_warned_of() -> None:
    complaints = linted(
        small(translations={"easy": easy().replace(short_hash("見本です。"), "00000000"), "en": ENGLISH})
    )
    assert [(complaint.line, complaint.key, complaint.warning) for complaint in complaints] == [
        (7, "lint.translation_stale", True)
    ]


def test_translations_are_read_as_closely_as_the_japanese() -> None:
    complaints = linted(
        small(
            translations={
                "easy": easy(summary="全角で", ask_reason_options_lost_label="<ask.reason.options.torn.label>"),
                "en": ENGLISH,
            }
        )
    )
    assert [(complaint.line, complaint.key) for complaint in complaints] == [(7, "lint.width"), (22, "lint.same_label")]


def test_what_is_translated_has_an_english_title_and_summary_and_needs_no_more_of_it() -> None:
    complaints = linted(small(translations={"easy": easy(), "en": ENGLISH.splitlines()[0]}))
    assert [(complaint.line, complaint.key, complaint.warning) for complaint in complaints] == [
        (7, "lint.english_missing", False)
    ]
    assert [complaint.key for complaint in linted(small(translations={"easy": easy()}))] == ["lint.english_missing"] * 2
    assert linted(small()) == []


def test_a_missing_label_is_no_second_one_of_the_same_name() -> None:
    lines = [line for line in easy().splitlines(keepends=True) if ".options." not in line]
    assert {complaint.key for complaint in linted(small(translations={"easy": "".join(lines), "en": ENGLISH}))} == {
        "lint.translation_missing"
    }


@pytest.mark.parametrize(
    "when", ["door == counter", "today > today", "city.open", "reason == lost", "first_note.answered"]
)
def test_what_depends_on_day_door_city_or_answers_can_be_reached(when: str) -> None:
    more = "      - {id: first_note, type: text, label: はじめに, required: false}\n"
    more += f"      - {{id: note, type: text, label: ひとこと, when: {when}}}\n"
    more += "settings: {open: {type: yes_no, default: false, certainty: assumed}}\n"
    more += 'because: {lint.setting_unused: "見本だから。"}\n' * ("city" not in when)
    assert linted(small(more, who="{online: [anyone], counter: [anyone]}")) == []


def test_a_step_that_nobody_reaches_is_found() -> None:
    more = "  - step: つぎ\n    id: second\n    when: not True\n    ask:\n      - {id: note, type: text, label: ひとこと}\n"
    assert [(complaint.line, complaint.key) for complaint in linted(small(more))] == [(25, "lint.unreachable")]


def test_questions_of_which_one_is_asked_at_a_time_may_share_a_label() -> None:
    more = """\
      - together: いつ
        id: days
        ask:
          - {id: day, type: date, label: 日, when: reason == lost}
          - {id: other_day, type: date, label: 日, when: reason == torn}
"""
    assert linted(small(more)) == []


def test_someone_who_did_not_sign_in_may_be_asked_for_an_address_alone() -> None:
    assert linted(small("      - {id: address, type: address, label: 住所}\n")) == []


def test_warnings_do_not_bar_publishing_and_errors_do() -> None:
    help_ = "短く書いてください。" * 7
    complaints = linted(small(f"      - {{id: note, type: text, label: 半角, help: {help_}}}\n"))
    assert [complaint.key for complaint in complaints] == ["lint.width", "lint.long_help"]
    assert [complaint.key for complaint in errors(complaints)] == ["lint.width"]


def test_inside_a_step_that_is_never_reached_nothing_more_is_stated() -> None:
    more = "  - step: つぎ\n    id: second\n    when: not True\n    ask:\n"
    more += "      - {id: way, type: choice, label: 方法, options: {post: 郵便, counter: 窓口}, when: reason == lost and not True}\n"
    assert [(complaint.line, complaint.key) for complaint in linted(small(more))] == [(25, "lint.unreachable")]


def test_all_over_other_rows_is_looked_at_by_itself() -> None:
    """Only the repeat that needs no row is reported."""
    more = "".join(
        f"  - step: {title}\n    id: {name}_step\n    repeat: {name}\n    label: {title}\n    max: 5\n{least}"
        f"    ask:\n      - {{id: apart, type: yes_no, label: 別に住んでいますか}}\n"
        for name, title, least in (("children", "子ども", "    min: 1\n"), ("parents", "親", ""))
    )
    more += "  - step: おわり\n    id: last\n    ask:\n"
    more += "      - {id: note, type: text, label: ひとこと, when: children.all(apart) and parents.all(apart)}\n"
    complaints = linted(small(more))
    assert [complaint.key for complaint in complaints] == ["lint.all_of_none"]
    assert "`min` at parents" in complaints[0].text


@pytest.mark.parametrize(("when", "keys"), [("sure", ["lint.always"]), ("not sure", ["lint.unreachable"])])
def test_who_goes_on_has_consented(when: str, keys: list[str]) -> None:
    more = "      - {id: sure, type: consent, label: まちがいありません}\n"
    more += f"      - {{id: note, type: text, label: ひとこと, when: {when}}}\n"
    assert [complaint.key for complaint in linted(small(more))] == keys


def test_a_language_that_only_a_block_brings_is_not_missed_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    block = "format: 1\nblock: item\ntitle: 品\nask:\n  - {id: name, type: text, label: 名前}\n"
    (tmp_path / "blocks" / "item.yaml").write_text(block, "utf-8")
    line = f'ask.name.label: {{text: なまえ, of: "{short_hash("名前")}"}}\n'
    (tmp_path / "blocks" / "item.easy.yaml").write_text(line, "utf-8")
    text = f"{SMALL}  - {{step: 品, id: second, as: item, use: item}}\n"
    procedure = load_text(text, "small.yaml", fields=field_types(), library=read_library([tmp_path]))
    assert procedure.texts["easy"] == {"ask.item.name.label": "なまえ"}
    assert linted(procedure) == []


@pytest.mark.parametrize("reason", ["lint.long_help", "lint.long_help:ask.note", "lint.long_help:ask.note.help"])
def test_a_warning_stays_with_a_reason(reason: str) -> None:
    more = f"      - {{id: note, type: text, label: ひとこと, help: {'短く書いてください。' * 7}}}\n"
    assert [complaint.key for complaint in linted(small(more))] == ["lint.long_help"]
    assert linted(small(f"{more}because:\n  {reason}: 一度だけ読むから。\n")) == []


def test_what_a_block_brings_is_reported_at_the_place_of_its_use_where_it_has_none_of_its_own() -> None:
    assert complaint(small(), Finding("title.nowhere.at.all", "lint.width", "見本")).line == 5
    assert complaint(small(), Finding("nowhere", "lint.width", "見本")).line == 1
