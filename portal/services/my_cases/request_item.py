"""A request as message keys and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forms.definition.procedure import Procedure
from portal.services.cases.cases import Case
from portal.services.shared.sessions import READ, Seat

NO_DAY = "9999-12-31"


@dataclass(frozen=True)
class Whose:
    person_id: str
    cases: Sequence[Case]
    all: bool  # their whole page
    seat: Seat | None = None


@dataclass(frozen=True)
class Asked:
    """Messages: `asked.<reason>`, `asked.<reason>.go` (button) and, without a `procedure`, `asked.<reason>.title`."""

    reason: str
    href: str
    procedure: Procedure | None
    until: str = NO_DAY  # ISO day or Tokyo minute, else NO_DAY
    receipt_number: str = ""
    days: Mapping[str, str] = field(default_factory=dict)  # ISO
    arguments: Mapping[str, str] = field(default_factory=dict)
    names: tuple[tuple[str, str], ...] = ()  # (path, Japanese), listed as {names}
    act: str = READ  # the right by which an account of a company does it
