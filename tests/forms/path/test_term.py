"""The terms that a result sets: of one answer, of each row, open, from or to a month, and from the day of the decision."""

from dataclasses import replace

import pytest

from forms.answers import Answers
from forms.definition.outcome import Outcome
from forms.path.term import Issued, Term, coupon_of, terms_of

DECIDED = "2026-11-20"
PERIOD = {"from": "2026-12-01", "to": "2027-11-30"}


def outcome(effective: str = "", term: str = "") -> Outcome:
    return Outcome("approved", "approved", effective=effective, term=term)


@pytest.mark.parametrize(
    ("named", "values", "expected"),
    [
        (outcome(term="result.term"), {"result.term": PERIOD}, [Term("", "2026-12-01", "2027-11-30")]),
        (outcome(term="result.term"), {"result.term": {"from": "2026-12-01"}}, [Term("", "2026-12-01", "")]),
        (outcome(term="result.until"), {"result.until": "2027-07-31"}, [Term("", DECIDED, "2027-07-31")]),
        (outcome(term="result.month"), {"result.month": "2028-02"}, [Term("", DECIDED, "2028-02-29")]),
        (outcome(term="result.month"), {"result.month": "2026-12"}, [Term("", DECIDED, "2026-12-31")]),
        (outcome("result.starts", "result.month"), {"result.starts": "2026-12-25"}, [Term("", "2026-12-25", "")]),
        (outcome("result.starts"), {"result.starts": "2026-12"}, [Term("", "2026-12-01", "")]),
        (
            outcome("result.starts", "result.until"),
            {"result.starts": "2026-12-05", "result.until": "2027-07-31"},
            [Term("", "2026-12-05", "2027-07-31")],
        ),
        (
            outcome(term="result.child.term"),
            {"result.child.1.term": PERIOD, "result.child.2.term": {"from": "2027-01-01", "to": "2027-03-31"}, "result.child.2.number": "7"},
            [Term("result.child.1", "2026-12-01", "2027-11-30"), Term("result.child.2", "2027-01-01", "2027-03-31")],
        ),
        (outcome(term="result.term"), {}, []),
        (outcome(), {"result.term": PERIOD}, []),
        (None, {"result.term": PERIOD}, []),
    ],
)  # fmt: skip
def test_terms_are_read_from_the_answers_that_the_outcome_names(
    named: Outcome | None, values: Answers, expected: list[Term]
) -> None:
    assert list(terms_of(named, values, DECIDED)) == expected


def test_a_coupon_has_the_uses_the_value_and_the_term_of_the_result() -> None:
    named = replace(outcome(term="result.term"), coupon="result.uses", coupon_value="result.value")
    values = {"result.uses": 20, "result.value": 500, "result.term": PERIOD}
    assert coupon_of(named, values, DECIDED) == Issued(20, 500, "2026-12-01", "2027-11-30")
    assert coupon_of(replace(named, coupon_value=""), values, DECIDED) == Issued(20, 0, "2026-12-01", "2027-11-30")
    assert coupon_of(named, {"result.uses": 7}, DECIDED) == Issued(7, 0, DECIDED, "")


@pytest.mark.parametrize("named", [None, outcome(term="result.term"), replace(outcome(), coupon="result.uses")])
def test_without_uses_there_is_no_coupon(named: Outcome | None) -> None:
    assert coupon_of(named, {"result.term": PERIOD}, DECIDED) is None
