"""The role of who files, from the answers, and the rule about it."""

from collections.abc import Mapping
from types import MappingProxyType

from forms.answers import Answers
from forms.definition.procedure import Procedure, Rule
from forms.fields.choice import code_of
from forms.path.environment import Environment

# Beside a draft's answers, on screen or at the counter; no question can have this id.
CAME = "reception-came"
SELF = "self"
# The shipped procedures' own question, and the roles its codes mean in `who`.
_OWN = ("filer_kind", "filer.kind", "filer")
_CODES: Mapping[str, str] = MappingProxyType(
    {
        "self": SELF, "household": "same_household", "family": "agent", "guardian": "guardian", "parent": "guardian",
        "business": "care_manager", "agent": "agent",
        "head": SELF,  # of a household, who is then the applicant
    }
)  # fmt: skip


def own_questions(procedure: Procedure) -> tuple[str, ...]:
    """() if the door has to ask."""
    return tuple(name for name in _OWN if name in procedure.by_name)


def role_of(procedure: Procedure, answers: Answers, came: str = "") -> str:
    for name in own_questions(procedure):
        if name in answers:
            return _CODES.get(code_of(answers[name]), "")
    return came or str(answers.get(CAME, ""))


def filer_rules(procedure: Procedure, answers: Answers, stored: Answers, environment: Environment) -> tuple[Rule, ...]:
    """Of the role, if it has one. Who is not asked on line files for themselves; what was sent no longer names its
    role, which was checked then."""
    if not procedure.who_when:
        return ()
    role = role_of(procedure, answers, str(stored.get(CAME, "")))
    alone = environment.door == "online" and not environment.sent and not own_questions(procedure)
    rule = procedure.who_when.get(role or (SELF if alone else ""))
    return () if rule is None else (rule,)
