"""Scenarios of definitions."""

from dataclasses import replace

from forms.definition.known import Known
from forms.fields.file import SAMPLES
from tests.forms.loading.small import ENVIRONMENT, small
from tests.forms.scenarios.all_scenarios import run_scenarios

QUESTIONS = """\
      - {id: day, type: date, label: 日, when: door == counter, must: [{that: day <= today, say: まだ来ていない日です。}]}
      - {id: note, type: text, label: ひとこと, required: reason == lost}
"""


def complaints_of(scenario: str) -> list[str]:
    return [
        str(complaint) for complaint in run_scenarios(small(f"{QUESTIONS}scenarios:\n  - {scenario}\n"), ENVIRONMENT)
    ]


def test_a_procedure_without_scenarios_has_nothing_to_fail() -> None:
    assert run_scenarios(small(), ENVIRONMENT) == []


def test_day_and_door_are_those_of_the_scenario() -> None:
    answers = "{reason: torn, day: 2027-04-01}"
    assert (
        complaints_of(
            f"{{name: 来月, today: 2027-04-01, door: counter, answers: {answers}, expect: {{complete: true}}}}"
        )
        == []
    )
    assert complaints_of(
        f"{{name: 前日, today: 2027-03-31, door: counter, answers: {answers}, expect: {{complete: true}}}}"
    ) == [
        "small.yaml:26:5: 前日: complete is false; open: day [scenario.complete]",
        "small.yaml:26:5: 前日: day says まだ来ていない日です。, which is not expected [scenario.mistakes]",
    ]


def test_what_an_answer_needs_and_lacks_is_a_fault_of_the_scenario() -> None:
    assert complaints_of("{name: 見本, today: 2026-11-20, answers: {reason: lost}, expect: {complete: true}}") == [
        "small.yaml:26:5: 見本: complete is false; open: note [scenario.complete]"
    ]


def test_nothing_that_follows_from_an_answer_that_cannot_be_given_is_reported() -> None:
    expect = "{complete: true, computed: {day: 1}, not_asked: [reason]}"
    assert complaints_of(f"{{name: 見本, today: 2026-11-20, answers: {{reason: gone}}, expect: {expect}}}") == [
        "small.yaml:26:5: 見本: reason cannot be stored like this: choice.not_offered [scenario.answer]"
    ]


def test_what_is_missing_can_be_expected() -> None:
    expect = "{complete: false, mistakes: {note: required}}"
    assert complaints_of(f"{{name: 見本, today: 2026-11-20, answers: {{reason: lost}}, expect: {expect}}}") == []


def test_every_name_must_be_a_question() -> None:
    expect = "{asked: [a], not_asked: [b], stops_at: c, mistakes: {d: 見本}}"
    assert complaints_of(f"{{name: 見本, today: 2026-11-20, answers: {{e: lost}}, expect: {expect}}}") == [
        "small.yaml:26:5: 見本: there is no question a, b, c, d, e [scenario.name]"
    ]


def test_the_person_is_the_one_who_signed_in() -> None:
    scenario = "{name: 見本, today: 2026-11-20, person: taro, answers: {reason: torn}, expect: {complete: true}}"
    procedure = small(f"{QUESTIONS}scenarios:\n  - {scenario}\n")
    assert run_scenarios(procedure, ENVIRONMENT, {"taro": Known({"birth": "1949-04-03"})}) == []


def test_an_answer_to_what_is_not_asked_may_be_given_if_that_is_expected() -> None:
    given = "answers: {reason: torn, day: 2026-11-20}"
    assert (
        complaints_of(f"{{name: 見本, today: 2026-11-20, {given}, expect: {{complete: true, not_asked: [day]}}}}") == []
    )
    assert complaints_of(f"{{name: 見本, today: 2026-11-20, {given}, expect: {{complete: true}}}}") == [
        "small.yaml:26:5: 見本: day has an answer, but is not asked [scenario.not_asked]"
    ]
    closed = small(
        f"{QUESTIONS}scenarios:\n  - {{name: 見本, today: 2026-11-20, answers: {{reason: torn, day: 2026-11-20, note: 花}}, expect: {{}}}}\n".replace(
            "ひとこと,", "ひとこと, when: reason == lost,"
        )
    )
    (complaint,) = run_scenarios(closed, ENVIRONMENT)
    assert "見本: day, note have answers, but are not asked" in str(complaint)


ROWS = """\
      - {id: day, type: date, label: 日, required: false, warn: [{that: day <= today, say: まだ先です。}]}
      - {id: sum, type: computed, of: money, label: 合計, compute: "times(100, kids.count())", when: day.answered}
  - step: 子ども
    id: kids_step
    repeat: kids
    label: 子ども
    max: 3
    rows_from: household.children_until(18)
    attach: [{id: proof, label: 証明, when: birth < today - years(10)}]
    must: [{that: birth <= today, say: まだです。}]
    ask: [{id: name, type: person_name, label: 氏名}, {id: birth, type: date, label: 生年月日}]
time: {due: day + days(15), certainty: law}
"""
MONEY = "      - {id: sum, type: computed, of: money, label: 合計, compute: city.price, when: day.answered}\n"
TERMS = ROWS.replace(ROWS.split("\n")[1] + "\n", MONEY) + (
    "settings: {price: {type: money, default: 300, certainty: std}}\n"
)
HOUSE = "household: [{name: {family: 見本, given: 花子}, birth: 2012-01-01}, {name: {full: SMITH}, birth: 2020-01-01}]"


def failures_of(scenario: str, fee: str = "{text: 無料, certainty: std}") -> list[str]:
    text = small(f"{TERMS}scenarios:\n  - {scenario}\n", fee=fee)
    environment = replace(ENVIRONMENT, city={"price": 300})
    return sorted(str(complaint).partition(": 見本: ")[2] for complaint in run_scenarios(text, environment))


def test_rows_that_a_register_offers_can_be_confirmed() -> None:
    expect = "{complete: true, rows: {kids: 2}, attachments: [kids.proof], steps: [first, kids_step]}"
    scenario = f"{{name: 見本, today: 2026-11-20, {HOUSE}, offers: all, answers: {{reason: torn}}, expect: {expect}}}"
    assert failures_of(scenario) == []
    assert failures_of(scenario.replace("kids: 2", "kids: 1")) == ["kids has 2 rows [scenario.rows]"]
    assert failures_of(scenario.replace("[kids.proof]", "[]")) == ["the papers are kids.proof [scenario.attachments]"]
    assert failures_of(scenario.replace("first, kids", "kids")) == ["the steps are first, kids_step [scenario.steps]"]
    unasked = scenario.replace("attachments: [kids.proof]", "not_attached: [kids.proof]")
    assert failures_of(unasked) == ["kids.proof is asked for [scenario.attachments]"]
    without_offers = scenario.replace("{reason: torn}", "{reason: torn, kids: []}").replace("kids: 2", "kids: 0")
    assert failures_of(without_offers.replace("[kids.proof]", "[]")) == []


def test_a_list_of_rows_that_is_too_short_is_named() -> None:
    expect = "{complete: true}"
    scenario = f"{{name: 見本, today: 2026-11-20, {HOUSE}, answers: {{reason: torn}}, expect: {expect}}}"
    least = TERMS.replace("    max: 3\n", "    max: 3\n    min: 1\n")
    complaints = run_scenarios(small(f"{least}scenarios:\n  - {scenario}\n"), ENVIRONMENT)
    assert [complaint.text for complaint in complaints] == ["見本: complete is false; open: kids"]


def test_what_follows_from_the_answers_must_come_out() -> None:
    expect = "{due: 2026-12-06, late: false, fee: 300, computed: {sum: 300}, warnings: {day: まだ先です。}, who: {online: [anyone]}}"
    scenario = f"{{name: 見本, today: 2026-11-20, answers: {{reason: torn, day: 2026-11-21}}, expect: {expect}}}"
    fee = "{text: 300円, certainty: std, amount: sum}"
    assert failures_of(scenario, fee) == []
    wrong = scenario.replace("2026-12-06", "2026-12-05").replace("late: false", "late: true").replace("300", "301")
    wrong = wrong.replace("warnings: {day: まだ", "warnings: {reason: まだ").replace("[anyone]", "[self]")
    assert failures_of(wrong, fee) == [
        "day warns まだ先です。, which is not expected [scenario.warnings]",
        "due is 2026-12-06 [scenario.due]",
        "fee is 300 [scenario.fee]",
        "late is False [scenario.late]",
        "may file at the door online: anyone [scenario.who]",
        "reason warns of nothing [scenario.warnings]",
        "sum is 300 [scenario.computed]",
    ]


def test_a_mistake_in_any_row_can_be_expected() -> None:
    rows = "kids: [{name: 見本 花子, birth: 2026-12-01}]"
    scenario = f"{{name: 見本, today: 2026-11-20, answers: {{reason: torn, {rows}}}, expect: {{mistakes: {{kids.birth: まだです。}}}}}}"
    assert failures_of(scenario) == []
    assert failures_of(scenario.replace("kids.birth:", "kids.name:")) == [
        "kids.1.birth says まだです。, which is not expected [scenario.mistakes]",
        "kids.name says nothing [scenario.mistakes]",
    ]


def test_files_are_written_by_their_number() -> None:
    ask = "      - {id: photos, type: file, label: 写真, why: 見るためです。, media: [png], least: 2, most: 3}\n"
    for number, complete in ((2, "true"), (3, "true"), (1, "false, mistakes: {photos: file.too_few}")):
        scenario = (
            "scenarios:\n  - name: 写真\n    today: 2026-11-20\n"
            f"    answers: {{reason: torn, photos: {number}}}\n    expect: {{complete: {complete}}}\n"
        )
        files = replace(ENVIRONMENT, files={file.id: file for file in SAMPLES}.get)
        assert run_scenarios(small(ask + scenario), files) == []
