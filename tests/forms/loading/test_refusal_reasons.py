"""Ready reasons in a definition: of a refusal, with provision and certainty, and of a return, with their questions."""

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


RETURN = "staff: {{return_reasons: {{torn_how: どこが破れましたか。}}, return_reasons_of: {{{}: [{}]}}}}"


def test_a_reason_of_a_return_names_its_questions() -> None:
    assert small(RETURN.format("torn_how", "reason")).return_reasons_of == {"torn_how": ("reason",)}


def test_a_reason_or_question_that_there_is_not_is_refused_with_the_nearest() -> None:
    for code, question, near in (("torn_hoe", "reason", "torn_how"), ("torn_how", "reasons", "reason")):
        (complaint,) = refusal(SMALL + RETURN.format(code, question))
        assert complaint.key == "name.unknown"
        assert f"did you mean {near}" in complaint.text
