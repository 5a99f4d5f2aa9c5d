"""Ready reasons in a definition: of a refusal, with provision and certainty; of a return, with questions and papers."""

from forms.linting import lint
from forms.path.difference import difference
from tests.forms.loading.small import SMALL, refusal, small

STAFF = "staff: {{refusal_reasons: {{full: {{say: 定員を超えるためです。, law: 見本条例第3条, outcomes: [{}], certainty: std}}}}}}"
FULL = STAFF.format("declined")


def test_a_reason_has_words_provision_outcomes_and_certainty() -> None:
    (ready,) = small(FULL).refusal_reasons
    assert (ready.id, ready.say, ready.law, ready.outcomes, ready.certainty) == (
        "full", "定員を超えるためです。", "見本条例第3条", ("declined",), "std",
    )  # fmt: skip


def test_a_reason_without_certainty_is_refused() -> None:
    assert refusal(SMALL + "staff: {refusal_reasons: {full: {say: 定員です。}}}")


def test_an_outcome_that_needs_no_reason_or_does_not_exist_is_reported() -> None:
    for outcome in ("accepted", "refuzed"):
        findings = [finding for finding in lint(small(STAFF.format(outcome))) if finding.key == "lint.refusal_outcome"]
        assert len(findings) == 1, outcome
    assert "lint.refusal_outcome" not in [finding.key for finding in lint(small(FULL))]


def test_changed_words_or_provision_are_a_difference() -> None:
    for before, after, aspect in (
        ("定員を", "人数の定めを", "refusal.full"),
        ("第3条", "第4条", "refusal.full.law"),
        ("std", "assumed", "refusal.full.certainty"),
    ):
        changes = difference(small(FULL), small(FULL.replace(before, after)))
        assert [change.aspect for change in changes] == [aspect]


RETURN = """
staff:
  return_reasons: {{torn_how: どこが破れましたか。}}
  return_reasons_of: {{{}: [{}]}}
attach:
  - {{id: proof, label: 写真, later: true, certainty: std}}
"""


def test_a_reason_of_a_return_names_its_questions_and_papers() -> None:
    reasons = small(RETURN.format("torn_how", "reason, proof")).return_reasons_of
    assert reasons == {"torn_how": ("reason", "proof")}


def test_a_paper_of_each_row_is_named_in_full() -> None:
    rows = """\
  - step: 子ども
    id: children_step
    repeat: children
    label: 子ども
    ask: [{id: name, type: text, label: 名前, max: 20}]
    attach: [{id: card, label: カードの写し, later: true, certainty: std}]
"""
    named = RETURN.format("torn_how", "children.card, children.name")
    assert small(rows + named).return_reasons_of == {"torn_how": ("children.card", "children.name")}


def test_a_reason_question_or_paper_that_there_is_not_is_refused_with_the_nearest_at_its_line() -> None:
    for code, name, near in (
        ("torn_hoe", "reason", "torn_how"),
        ("torn_how", "reasons", "reason"),
        ("torn_how", "prof", "proof"),
    ):
        text = SMALL + RETURN.format(code, name)
        (complaint,) = refusal(text)
        assert complaint.key == "name.unknown"
        assert f"did you mean {near}" in complaint.text
        assert "return_reasons_of" in text.splitlines()[complaint.line - 1]


def test_a_reason_about_nothing_that_can_be_asked_is_reported_at_its_line() -> None:
    unbound = RETURN.replace("  return_reasons_of: {{{}: [{}]}}\n", "").format()
    empty = RETURN.format("torn_how", "")
    for text in (unbound, empty):
        (finding,) = [finding for finding in lint(small(text)) if finding.key == "lint.return_reason"]
        assert finding.warning
        assert "torn_how: " in (SMALL + text).splitlines()[finding.line - 1]
    assert "lint.return_reason" not in [finding.key for finding in lint(small(RETURN.format("torn_how", "proof")))]


def test_a_reason_about_the_whole_is_explained() -> None:
    why = 'because: {"lint.return_reason:staff.return_reasons.torn_how": 申請の全体のことです。}\n'
    keys = [finding.key for finding in lint(small(RETURN.format("torn_how", "") + why))]
    assert "lint.return_reason" not in keys
    assert "lint.because" not in keys
