"""By door and answers."""

from forms.definition.procedure import DOORS, Procedure
from forms.path.filer import SELF, own_questions

ANYONE = "anyone"
ROLES = ("self", "same_household", "guardian", "agent", "care_manager")
OWN_RIGHT = frozenset({"heir"})  # codes of people who file in a right of their own: nobody gave them a mandate, no role
# Living together is no mandate; a screen asks for the role only if a mandate is possible.
MANDATES = frozenset({"guardian", "agent", "care_manager"})


def asks_itself(procedure: Procedure) -> bool:
    return bool(own_questions(procedure))


def asked_on_line(procedure: Procedure) -> bool:
    """Also if a rule depends on the role."""
    roles = set(procedure.who.get("online", ()))
    return bool(MANDATES & roles or (len(roles) > 1 and roles & procedure.who_when.keys())) and not asks_itself(
        procedure
    )


def may_file(procedure: Procedure, door: str, role: str) -> bool:
    may = procedure.who.get(door, ())
    return not role or role == SELF or role in may or ANYONE in may


def doors_of(procedure: Procedure, role: str) -> tuple[str, ...]:
    return tuple(door for door in DOORS if role in procedure.who.get(door, ()))


def roles_of(procedure: Procedure) -> tuple[str, ...]:
    return tuple(role for role in ROLES if doors_of(procedure, role))
