"""Faults of a guide."""

from datetime import date
from pathlib import Path

import pytest

from forms.complaints import Complaint, Refused
from forms.definition.registry import field_types
from forms.guide.guide import Guide
from forms.guide.guide_trial import tried
from forms.linting.guides import lint_answers, lint_guide
from forms.loading import short_hash
from forms.loading.guides import load_guide, load_guide_text, load_guides
from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from tests.forms.loading.small import small

HERE = Environment(date(2026, 11, 20), ClosedDays())
SMALL = """\
format: 1
guide: small
title: 見本
summary: 見本です。
events: [birth]
steps:
  - step: 出生
    id: birth
    ask:
      - {id: born_on, type: date, label: いつですか}
      - {id: twins, type: yes_no, label: 双子ですか}
      - {id: many, type: integer, label: 何人ですか, when: twins}
lines:
  - {id: N01, title: 届, at: [counter], duty: residents, until: open_day_from(born_on + days(13)), source: {text: 戸籍法, certainty: law}}
  - {id: N02, title: 相談, when: twins, at: [elsewhere], office: 保健センター, source: {text: 不明, certainty: assumed}}
"""


def refusal(text: str, translations: dict[str, str] | None = None) -> list[Complaint]:
    given = {language: (f"small.{language}.yaml", other) for language, other in (translations or {}).items()}
    try:
        load_guide_text(text, "small.yaml", fields=field_types(), translations=given)
    except Refused as refused:
        return list(refused.complaints)
    return []


def guide(text: str) -> Guide:
    return load_guide_text(text, "small.yaml", fields=field_types())


def lint(text: str) -> set[str]:
    return {complaint.key for complaint in lint_guide(guide(text), HERE)}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("events: [birth]", "events: [brith]", "event.unknown"),
        ("duty: residents, ", "", "guide.nobody"),
        ("office: 保健センター, ", "", "guide.office"),
        ("duty: residents, ", "duty: residents, answers: {it: yes_}, ", "guide.answer"),
        ("at: [counter]", "at: [post], at_counter: small", "guide.counter"),
        ("lines:\n", "facts: [{concept: birth.twins, value: several, when: twin}]\nlines:\n", "expression.name"),
        ("id: N02", "id: N01", "guide.duplicate"),
        ("type: integer", "type: text", "guide.type"),
        ("when: twins, at", "when: twin, at", "expression.name"),
        ("steps:\n", "stepss:\n", "key.missing"),
        ("at: [counter]", "at: [phone]", "value.choice"),
        (
            "guide: small\n",
            "guide: small\nsettings: {days: {type: integer, default: x, certainty: std}}\n",
            "setting.default",
        ),
    ],
)
def test_a_fault_is_reported_with_its_place(old: str, new: str, key: str) -> None:
    assert old in SMALL
    complaints = refusal(SMALL.replace(old, new))
    assert key in {complaint.key for complaint in complaints}
    assert all(complaint.file == "small.yaml" and complaint.line > 0 for complaint in complaints)


def test_a_line_answers_only_what_its_procedure_asks_and_offers() -> None:
    text = SMALL.replace("duty: residents, ", "procedure: small, answers: {reason: stolen, resaon: lost}, ")
    complaints = lint_answers(guide(text), {"small": small()})
    assert [str(complaint) for complaint in complaints] == [
        "small.yaml:14:58: small: stolen is no answer to reason [guide.answer]",
        "small.yaml:14:58: small asks no resaon: did you mean reason? [guide.answer]",
    ]
    assert lint_answers(guide(text), {}) == [], "it may be written later"
    assert lint_answers(guide(text.replace("stolen, resaon: lost", "lost")), {"small": small()}) == []


def test_several_options_are_one_answer_of_a_line() -> None:
    more = "      - {id: which, type: multiple_choice, label: どれですか, options: {one: 1つめ, two: 2つめ}}\n"
    for chosen, faults in (("[one, two]", 0), ("[one, three]", 1)):
        answers = f"procedure: small, answers: {{which: {chosen}}}, at: [counter]"
        assert len(lint_answers(guide(SMALL.replace("at: [counter]", answers, 1)), {"small": small(more)})) == faults


def test_answers_are_those_of_what_the_counter_begins_with() -> None:
    text = SMALL.replace("duty: residents, ", "procedure: booking, at_counter: small, answers: {reason: stolen}, ")
    assert [complaint.key for complaint in lint_answers(guide(text), {"small": small()})] == ["guide.answer"]
    assert guide(SMALL.replace("duty: residents, ", "procedure: small, ")).lines[0].at_counter == "small"


def test_all_complaints_come_at_once() -> None:
    wrong = SMALL.replace("duty: residents, ", "").replace("office: 保健センター, ", "")
    assert {complaint.key for complaint in refusal(wrong)} == {"guide.nobody", "guide.office"}
    assert {complaint.line for complaint in refusal(wrong)} == {14, 15}


CASE = """\
cases:
  - {{name: 見本, today: 2026-11-20, answers: {{{answers}}}, lines: [{lines}], until: {{{until}}}}}
"""


@pytest.mark.parametrize(
    ("answers", "lines", "until", "expected"),
    [
        ("born_on: 2026-11-08, twins: false", "N01, N02", "", "見本: lines: N02 does not come out"),
        ("born_on: 2026-11-08, twins: true, many: 2", "N01", "", "見本: lines: N02 comes out"),
        (
            "born_on: 2026-11-08, twins: false",
            "N01",
            "N01: 2026-11-21",
            "見本: N01 is due on 2026-11-24, not 2026-11-21",
        ),
        ("born_on: 2026-11-08", "N01", "", "見本: twins is not answered"),
        ("born_on: 2026-11-08, twins: false, name: 1", "N01", "", "見本: name is asked nowhere"),
        ("born_on: 2026-11-08, twins: false, many: 2", "N01", "", "見本: many is not asked of them"),
        (
            "born_on: [1], twins: false",
            "N01",
            "",
            '見本: born_on cannot be stored like this: not a stored value of date: write it like "1996-02-15"',
        ),
        (
            "born_on: 2026-02-30, twins: false",
            "N01",
            "",
            "見本: born_on cannot be stored like this: date.no_such_day",
        ),
        ("born_on: 2026-11-08, twins: 3", "N01", "", "見本: twins cannot be stored like this: it is stored as False"),
    ],
)
def test_a_case_that_does_not_come_out_is_reported(answers: str, lines: str, until: str, expected: str) -> None:
    """21 November 2026 is a Saturday; the Monday after it is a holiday."""
    text = SMALL + CASE.format(answers=answers, lines=lines, until=until)
    assert expected in {complaint.text for complaint in lint_guide(guide(text), HERE)}


def test_who_reads_no_japanese_reads_a_guide_to_its_end() -> None:
    english = f'title: {{text: Sample, of: "{short_hash("見本")}"}}\n'
    parsed = load_guide_text(SMALL, "small.yaml", fields=field_types(), translations={"en": ("small.en.yaml", english)})
    lacking = {
        complaint.text.partition(": write")[0]
        for complaint in lint_guide(parsed, HERE)
        if complaint.key == "lint.english_missing"
    }
    assert {
        "there is no English summary",
        "there is no English ask.twins.label",
        "there is no English lines.N01.title",
    } <= lacking
    assert "there is no English title" not in lacking
    assert "lint.english_missing" not in lint(SMALL)


def test_a_case_names_lines_that_there_are() -> None:
    text = SMALL + CASE.format(answers="", lines="N99", until="")
    assert [complaint.key for complaint in refusal(text)] == ["guide.case"]


def test_an_answer_of_a_case_that_breaks_a_rule_is_reported() -> None:
    text = SMALL.replace("label: いつですか", "label: いつですか, must: [{that: born_on <= today, say: 先の日です。}]")
    text += CASE.format(answers="born_on: 2026-12-08, twins: false", lines="N01", until="")
    assert "見本: born_on is wrong" in {complaint.text for complaint in lint_guide(guide(text), HERE)}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("when: twins, at", "when: twins and not twins, at", "guide.unreachable"),
        ("when: twins, at", "when: twins or not twins, at", "guide.always"),
        ("when: twins, at", "at", "guide.untested"),
        ("label: 双子ですか", "label: 双子ですか（全角）", "lint.width"),
    ],
)
def test_a_careful_reader_says_so(old: str, new: str, key: str) -> None:
    assert key in lint(SMALL.replace(old, new))


TWICE = "  - {{id: N03, title: 届, {when}at: [online], procedure: same, until: {until}, source: {{text: 不明, certainty: assumed}}}}\n"


@pytest.mark.parametrize(
    ("when", "until", "warned"),
    [
        ("", "born_on + days(9)", True),
        ("when: twins, ", "born_on + days(9)", True),
        ("when: not twins, ", "born_on + days(9)", True),
        ("", "open_day_from(born_on + days(13))", False),
    ],
)
def test_two_last_days_of_one_procedure_contradict_each_other(when: str, until: str, warned: bool) -> None:
    text = SMALL.replace("duty: residents", "procedure: same") + TWICE.format(when=when, until=until)
    assert ("guide.contradiction" in lint(text)) == warned


def test_lines_that_never_come_together_do_not_contradict() -> None:
    text = SMALL.replace("at: [counter], duty: residents", "when: not twins, at: [counter], procedure: same")
    text += TWICE.format(when="when: twins, ", until="born_on + days(9)")
    assert "guide.contradiction" not in lint(text)


def test_a_translation_is_checked_against_the_japanese() -> None:
    translation = f"{{title: {{text: Sample, of: '{short_hash('見本')}'}}, titel: {{text: x, of: '00000000'}}}}"
    assert [complaint.key for complaint in refusal(SMALL, {"en": translation})] == ["translation.unknown"]
    assert [complaint.key for complaint in refusal(SMALL, {"en": "a: *b"})] == ["yaml.alias"]
    assert {
        complaint.key for complaint in refusal(SMALL.replace("brith", "x").replace("[birth]", "[x]"), {"en": "a: *b"})
    } == {
        "yaml.alias",
        "event.unknown",
    }


def test_a_folder_is_read_whole_and_a_file_is_called_like_its_guide(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL)
    (tmp_path / "small.en.yaml").write_text(f"title: {{text: Sample, of: '{short_hash('見本')}'}}\n")
    read = load_guides(tmp_path, fields=field_types())
    assert read["small"].questions.texts["en"] == {"title": "Sample"}
    assert load_guide(tmp_path / "small.yaml", fields=field_types()).id == "small"
    (tmp_path / "other.yaml").write_text(SMALL)
    (tmp_path / "third.yaml").write_text("format: 1\n")
    with pytest.raises(Refused) as refused:
        load_guides(tmp_path, fields=field_types())
    assert "id.file" in {complaint.key for complaint in refused.value.complaints}
    assert {Path(complaint.file).name for complaint in refused.value.complaints} == {"other.yaml", "third.yaml"}


def test_what_has_no_few_answers_is_tried_as_left_open() -> None:
    fields = guide(SMALL).questions.by_name
    assert tried(fields["twins"], HERE) == (True, False, None)
    assert tried(fields["many"], HERE)[-1] is None
    month = guide(SMALL.replace("type: integer", "type: year_month")).questions.by_name["many"]
    assert tried(month, HERE) == (None,)
