"""What the tables say of one another. Each question finds applications of which two of them tell different things."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from forms.kind import EXAMINING, KINDS, RECEIVED, RETURNED, SCREENING, WITHDRAWN
from portal.db import Unit
from portal.store.statements import every, sql


class Counted(NamedTuple):
    """The number of applications of a duty that stand in a state."""

    duty: str
    state: str
    number: int


class Contradiction(NamedTuple):
    """`receipt_number` and `duty` are "" where the application itself is gone; then `application_id` is all that is left."""

    why: str
    application_id: int
    receipt_number: str
    duty: str


_COUNTS = sql("SELECT duty, state, COUNT(*) AS number FROM application GROUP BY duty, state ORDER BY duty, state")
_A = "a.id, a.receipt_number, a.duty"
_STATES = {RECEIVED, SCREENING, RETURNED, EXAMINING, WITHDRAWN} | {
    end for kind in KINDS.values() for end in kind.outcomes
}
_KNOWN = ", ".join(f"'{state}'" for state in sorted(_STATES))
# The history is one table, the state another, the audit a third: what was changed behind the service, restored in part or lost
# shows where they meet.
_QUESTIONS: Mapping[str, str] = {
    "arrived_once": f"SELECT {_A} FROM application a LEFT JOIN application_event e ON e.application_id = a.id "
    "AND e.move = 'receive' GROUP BY a.id, a.receipt_number, a.duty HAVING COUNT(e.id) <> 1",
    "history_whole": f"SELECT DISTINCT {_A} FROM application a JOIN (SELECT application_id, from_state, "
    "LAG(to_state, 1, 'draft') OVER (PARTITION BY application_id ORDER BY id) AS before FROM application_event) e "
    "ON e.application_id = a.id WHERE e.from_state <> e.before",
    "state_as_told": f"SELECT {_A} FROM application a JOIN application_event e ON e.application_id = a.id WHERE e.to_state <> a.state "
    "AND e.id = (SELECT MAX(id) FROM application_event WHERE application_id = a.id)",
    "recorded": f"SELECT {_A} FROM application a LEFT JOIN audit_record r ON r.application_id = a.id "
    "AND r.action = 'submit application' GROUP BY a.id, a.receipt_number, a.duty HAVING COUNT(r.id) <> 1",
    "answers_kept": f"SELECT {_A} FROM application a LEFT JOIN application_answers w ON w.application_id = a.id "
    "AND w.revision = a.answers_revision WHERE w.application_id IS NULL",
    "state": f"SELECT {_A} FROM application a WHERE a.state NOT IN ({_KNOWN})",
    "package_kept": f"SELECT {_A} FROM application a LEFT JOIN import_package p ON p.application_id = a.id AND p.state = 'taken' "
    "WHERE a.door = 'mynaportal' GROUP BY a.id, a.receipt_number, a.duty HAVING COUNT(p.id) <> 1",
    "gone": "SELECT r.application_id AS id, '' AS receipt_number, '' AS duty FROM audit_record r LEFT JOIN application a "
    "ON a.id = r.application_id LEFT JOIN disposal_line l ON l.application_id = r.application_id AND l.state = 'gone' "
    "WHERE r.action = 'submit application' AND a.id IS NULL AND l.application_id IS NULL",
    # Thrown away by an approved list, and there: an old copy was played back.
    "back": f"SELECT {_A} FROM application a JOIN disposal_line l ON l.application_id = a.id AND l.state = 'gone'",
}  # fmt: skip
_ASKED = {why: sql(f"{question} ORDER BY 1 LIMIT 1000") for why, question in _QUESTIONS.items()}


def counts(unit: Unit) -> list[Counted]:
    return [Counted(*row) for row in every(unit, _COUNTS)]


def contradictions(unit: Unit) -> Iterator[Contradiction]:
    """At most a thousand of each sort: whoever has more has one cause."""
    for why, question in _ASKED.items():
        yield from (Contradiction(why, *row) for row in every(unit, question))
