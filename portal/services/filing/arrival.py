"""What becomes an application, for the steps of its arrival."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.path.environment import Environment
from forms.path.path import Path
from portal.clock import tokyo_day
from portal.services.filing.drafts import Draft
from portal.services.filing.note_protected import Looked
from portal.services.procedures.who_files import CAME, role_of


@dataclass(frozen=True)
class Arrival:
    """到達: the instant with legal effect, and the rule of the door that set it."""

    at: datetime
    place: str
    basis: str


@dataclass(frozen=True)
class Filing:
    """`evidence`: how identity was checked, and the settings in force. `looked`: from `asking_register`. `signed`:
    id of the document. `number`: from the other zone; Conflict if taken. `alone`: notified by itself, not with its
    bundle."""

    draft: Draft
    arrival: Arrival
    path: Path
    evidence: Mapping[str, Any]
    looked: Looked = field(default_factory=dict)
    signed: str = ""
    number: str = ""
    alone: bool = True


@dataclass(frozen=True)
class Candidate:
    """Rules see the day of arrival."""

    draft: Draft
    path: Path
    environment: Environment

    @property
    def procedure(self) -> Procedure:
        return self.draft.procedure


@dataclass(frozen=True)
class Arrived:
    """Stored in this transaction. `now` in microseconds UTC."""

    filing: Filing
    application_id: int
    receipt_number: str
    answers: Answers
    now: int

    @property
    def draft(self) -> Draft:
        return self.filing.draft

    @property
    def procedure(self) -> Procedure:
        return self.filing.draft.procedure

    @property
    def path(self) -> Path:
        return self.filing.path

    @property
    def day(self) -> date:
        return tokyo_day(self.filing.arrival.at)

    @property
    def role(self) -> str:
        return role_in(self.draft, self.path, self.filing.evidence)


@dataclass(frozen=True)
class Sent:
    """`path` is complete and `receipt_number` is set, or something is open: the path says what, or a file waits for its check.
    `unfit`: why the application that it follows does not allow it, a key of words.
    `full`: the path's mistakes are slots that others took first; `no_room`: the capacity (定員) is reached; `again`: the applicant has
    already sent the one that is allowed (1人1回). `application_id`: None if the draft was sent before."""

    receipt_number: str
    path: Path
    application_id: int | None = None
    full: bool = False
    no_room: bool = False
    again: bool = False
    unfit: str = ""


def role_in(draft: Draft, path: Path, evidence: Mapping[str, Any]) -> str:
    return role_of(draft.procedure, path.answers, str(evidence.get("came") or draft.answers.get(CAME, "")))


def has(path: Path, type_id: str) -> bool:
    return any(field.type.id == type_id for field in path.fields)
