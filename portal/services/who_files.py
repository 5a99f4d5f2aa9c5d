"""Who may file by which door, and as whom somebody files: the definition's `who`, and the one place that reads the answer. A
procedure that asks it itself is not asked a second time."""

from collections.abc import Mapping
from types import MappingProxyType

from forms.answers import Answers
from forms.fields.choice import code_of
from forms.procedure import DOORS, Procedure

# Beside the answers of a draft, on a screen or at the counter; no question can have this id.
CAME = "reception-came"
SELF = "self"
ROLES = ("self", "same_household", "guardian", "agent", "care_manager")
# What the shipped procedures call their own question, and what its codes are in `who`.
_OWN = ("filer_kind", "filer.kind", "filer")
_CODES: Mapping[str, str] = MappingProxyType(
    {
        "self": "self", "household": "same_household", "family": "agent", "guardian": "guardian", "parent": "guardian",
        "business": "care_manager", "agent": "agent",
    }
)  # fmt: skip
# Living together is no mandate: a screen asks as whom one files where somebody may come with one.
MANDATES = frozenset({"guardian", "agent", "care_manager"})


def own_questions(procedure: Procedure) -> tuple[str, ...]:
    """By which the procedure asks itself who files; () where the door has to."""
    return tuple(name for name in _OWN if name in procedure.by_name)


def asks_itself(procedure: Procedure) -> bool:
    return bool(own_questions(procedure))


def asked_on_line(procedure: Procedure) -> bool:
    """Whether a screen has to ask as whom somebody files."""
    return bool(MANDATES & set(procedure.who.get("online", ()))) and not asks_itself(procedure)


def role_of(procedure: Procedure, answers: Answers, came: str = "") -> str:
    """As whom they file, by the procedure's own question or by what was told at the door; "" where neither says it."""
    for name in own_questions(procedure):
        if name in answers:
            return _CODES.get(code_of(answers[name]), "")
    return came or str(answers.get(CAME, ""))


def may_file(procedure: Procedure, door: str, role: str) -> bool:
    """Whether this door takes them; who says nothing files for themselves, or is anyone."""
    may = procedure.who.get(door, ())
    return not role or role == SELF or role in may or "anyone" in may


def doors_of(procedure: Procedure, role: str) -> tuple[str, ...]:
    return tuple(door for door in DOORS if role in procedure.who.get(door, ()))


def roles_of(procedure: Procedure) -> tuple[str, ...]:
    """Whoever may file by any door, those for themselves first."""
    return tuple(role for role in ROLES if doors_of(procedure, role))
