"""The terms that a result sets: of one answer, of each row, open, from a month, and from the day of the decision."""

import pytest

from forms.answers import Answers
from forms.definition.outcome import Outcome
from forms.path.term import Term, terms_of

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
