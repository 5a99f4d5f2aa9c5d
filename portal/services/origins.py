"""Where each answer of a counter's draft came from, kept beside its answers. What was changed since, on any screen, is no source's any
more: an origin counts only for the value that it told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.answers import Answers
from forms.procedure import Procedure, full_name
from portal.services.visit_facts import HOME, SPEECH

ORIGINS = "screen-origins"  # beside the answers of a draft; no question can have this id


@dataclass(frozen=True)
class Origin:
    """`value` None: the clerk emptied the box, and nothing fills it again. `shared`: it was keyed or told for another procedure of the visit.
    `was`: the source that said otherwise, where the visitor did."""

    source: str
    value: Any = None
    shared: bool = False
    was: str = ""

    @property
    def keyed(self) -> bool:
        return self.source == SPEECH and not self.shared


def origins_of(answers: Answers) -> dict[str, Origin]:
    return {name: Origin(*stored) for name, stored in answers.get(ORIGINS, {}).items()}


def written_at_home(procedure: Procedure, answers: Answers) -> dict[str, Any]:
    """What stands in a draft that comes to the counter: its owner wrote it, and no clerk keyed it. Whose origin is known keeps it."""
    home = {name: Origin(HOME, value) for name, value in answers.items() if full_name(name) in procedure.by_name}
    return with_origins(answers, {**home, **origins_of(answers)})


def with_origins(answers: Answers, origins: Mapping[str, Origin]) -> dict[str, Any]:
    return {**answers, ORIGINS: {name: list(vars(one).values()) for name, one in origins.items()}}
