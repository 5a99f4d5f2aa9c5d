"""`follows`: the procedure that this one continues (交付申請 → 実績報告)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forms.rules.expression import Expression

EARLIER = "earlier"  # the names of what is inherited begin with it
ANSWERS, RESULT = "answers", "result"
RECEIPT_NUMBER, DOCUMENT_NUMBER, ARRIVED_ON, DECIDED_ON = (
    "receipt_number",
    "document_number",
    "arrived_on",
    "decided_on",
)
KNOWN, OUTCOME = "known", "outcome"  # for rules alone
# Facts of each earlier application, with the type of question that they answer.
FACTS: Mapping[str, str] = MappingProxyType(
    {RECEIPT_NUMBER: "text", DOCUMENT_NUMBER: "text", ARRIVED_ON: "date", DECIDED_ON: "date"}
)
# Who may change an inherited answer.
ANYONE, STAFF, NOBODY = "anyone", "staff", "nobody"


@dataclass(frozen=True)
class Predecessor:
    procedure: str
    outcomes: tuple[str, ...]  # those that allow this one
    once: bool = True  # another only after an unsuccessful end
    by: Expression | None = None  # the last day, of facts of the earlier application; late ones are accepted
    certainty: str = "assumed"
    answers: tuple[str, ...] = ()  # questions that are answered as those of the same names were; see `linked`
    settles: str = ""  # question of this result (確定額) that replaces what the earlier one holds; "" = none


def inherited(known_from: str) -> tuple[str, str]:
    """ANSWERS or RESULT with the full name of the question, or "" with a fact; ("", "") otherwise."""
    owner, _, name = known_from.partition(".")
    if owner != EARLIER:
        return "", ""
    part, _, question = name.partition(".")
    return (part, question) if part in (ANSWERS, RESULT) and question else ("", name)
