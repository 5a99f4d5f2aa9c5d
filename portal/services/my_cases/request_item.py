"""A request as message keys and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forms.definition.procedure import Procedure
from portal.services.cases.cases import Case

NO_DAY = "9999-12-31"


@dataclass(frozen=True)
class Whose:
    """`all`: their whole page."""

    person_id: str
    cases: Sequence[Case]
    all: bool


@dataclass(frozen=True)
class Asked:
    """Messages: `asked.<reason>`, `asked.<reason>.go` (button) and, without a `procedure`, `asked.<reason>.title`.
    `until`: ISO day or Tokyo minute, else NO_DAY. `days`: ISO; `names`: (path, Japanese), listed as {names}."""

    reason: str
    href: str
    procedure: Procedure | None
    until: str = NO_DAY
    receipt_number: str = ""
    days: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    names: tuple[tuple[str, str], ...] = ()
