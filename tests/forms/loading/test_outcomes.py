"""`outcomes` and `result` of a definition: what they mean, and what is refused."""

import pytest

from forms.definition.registry import field_types
from forms.loading import from_canonical
from tests.forms.loading.small import SMALL, refusal, small

NAMED = """\
outcomes:
  accepted: {label: 決まった, notice: 決定通知書, written_by: core_system}
  too_late: {label: 遅れた, state: declined, reasons: false}
result:
  - {id: amount, type: money, label: 額, when: outcome == accepted}
"""
EXTENDED_BY_CORE = "outcomes: {extended: {notice: 延期通知書, written_by: core_system}}\n"


def keys(more: str) -> list[str]:
    return [complaint.key for complaint in refusal(SMALL + more)]


def test_outcomes_and_the_questions_of_the_result_survive_publishing() -> None:
    procedure = small(NAMED)
    accepted, late = procedure.outcomes.values()
    assert (accepted.written_by, accepted.notice, accepted.state) == ("core_system", "決定通知書", "accepted")
    assert (late.id, late.state, late.reasons, late.disposition) == ("too_late", "declined", False, False)
    published = from_canonical(procedure.canonical, field_types())
    assert (published.outcomes, published.result) == (procedure.outcomes, procedure.result)
    assert procedure.texts["ja"]["outcomes.too_late.label"] == "遅れた"
    assert procedure.texts["ja"]["ask.result.amount.label"] == "額"


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ("staff: {notices: {approved: 通知書}}\n", "notice.unreached"),
        ("staff: {notices: {extended: 通知書}}\n", "notice.unreached"),
        ("staff: {notices: {accepted: 通知書}}\noutcomes: {accepted: {label: 決まった}}\n", "notice.twice"),
        ("outcomes: {extended: {notice: 延期通知書}, accepted: {label: 決まった}}\n", "notice.unreached"),
        ("outcomes: {placed: {label: 入れる}}\n", "outcome.state"),
        ("outcomes: {placed: {label: 入れる, state: approved}}\n", "outcome.state"),
        ("outcomes: {accepted: {label: 決まった}, revoked: {label: 撤回}}\n", "outcome.state"),
        ("outcomes: {accepted: {notice: 通知書}}\n", "key.missing"),
        ("outcomes: {accepted: {label: 決まった, written_by: core_system}}\n", "outcome.notice"),
        ("notice: core_system\noutcomes: {accepted: {label: 決まった}}\n", "outcome.notice"),
        (f"notice: core_system\n{NAMED}", "outcome.notice"),
        (EXTENDED_BY_CORE, "outcome.notice"),
        ("settings: {notice: {type: yes_no, default: true, certainty: assumed}}\n", "setting.reserved"),
        ("outcomes: {accepted: {label: 決まった, shows: [nothing]}}\n", "name.unknown"),
        ("result: [{id: amount, type: money, label: 額}]\n", "result.outcomes"),
        (NAMED + "  - {id: paper, type: file, label: 写し, why: 見るため}\n", "result.type"),
        (NAMED + "  - {repeat: row, label: 行, ask: [{id: each, type: money, label: 額}]}\n", "result.rows"),
        (NAMED + "  - {repeat: row, rows_of: nothing, rows: '2', label: 行, ask: [{id: each, type: money, label: 額}]}\n", "repeat.rows"),
        (NAMED + "  - {repeat: row, rows_of: nothing, label: 行, ask: [{id: each, type: money, label: 額}]}\n", "repeat.rows_of"),
        (NAMED + "  - {id: other, type: money, label: 額, when: outcome == nothing}\n", "expression.option"),
    ],
)  # fmt: skip
def test_a_title_or_a_field_that_no_outcome_reaches_is_refused(more: str, key: str) -> None:
    assert key in keys(more)


ENDED = "appeal: {body: mayor, certainty: assumed}\noutcomes: {approved: {label: 認定する}, revoked: {label: 認定の撤回, notice: 認定取消通知書"


def test_a_definition_gives_an_ending_a_label_and_a_title_of_its_own_but_no_other_state() -> None:
    procedure = small(ENDED + "}}\n", kind="application")
    revoked, annulled = (procedure.outcome("application", name) for name in ("revoked", "annulled"))
    assert revoked is not None
    assert annulled is not None
    assert (revoked.state, revoked.disposition, revoked.reasons) == ("revoked", True, True)
    assert [ending.notice for ending in (revoked, annulled)] == ["認定取消通知書", "決定取消通知書"]
    text = SMALL.replace("kind: request", "kind: application") + ENDED + ", state: refused}}\n"
    assert [complaint.key for complaint in refusal(text)] == ["outcome.state"]


def test_who_writes_the_notices_is_a_setting_of_the_city_where_a_title_depends_on_it() -> None:
    here = small("outcomes: {accepted: {label: 決まった, notice: 決定通知書}}\n").settings["notice"]
    core = small("notice: core_system\nstaff: {notices: {accepted: 決定通知書}}\n").settings["notice"]
    assert (here.type, here.options, here.certainty) == ("choice", ("here", "core_system"), "assumed")
    assert (here.default, core.default) == ("here", "core_system")
    assert [dict(small(more).settings) for more in ("", NAMED)] == [{}, {}]
