"""One thing that is asked of a resident now, as the files in `portal/services/asking/` give it. As keys and days: the words
stand in the pages' language files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forms.procedure import Procedure
from portal.services.cases import Case

NO_DAY = "9999-12-31"


@dataclass(frozen=True)
class Whose:
    """The person who looks, and the cases of theirs that are shown. `all`: their whole page, not one application's."""

    person_id: str
    cases: Sequence[Case]
    all: bool


@dataclass(frozen=True)
class Asked:
    """`reason` names the words: `asked.<reason>` says what to do, `asked.<reason>.go` stands on the button. `href` leads
    straight to where it is done. `procedure`: what it is about, whose title stands above (of an application, the version
    it was sent under); None where it is about none: then `asked.<reason>.title` stands there. `until`: an ISO day, or a
    minute of Tokyo where a day is too coarse; NO_DAY where none is set.
    `receipt_number`: "" where it is about no application. `days`: further ISO days for the sentence; `arguments`: its
    other words; `names`: texts of the procedure, as (path, Japanese), which the sentence lists as {names}."""

    reason: str
    href: str
    procedure: Procedure | None
    until: str = NO_DAY
    receipt_number: str = ""
    days: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    names: tuple[tuple[str, str], ...] = ()
