"""A procedure as frozen types. Parsed once by `loading`; nothing else reads YAML. Mark = (line, column), from 1."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from forms.field import FieldType
from forms.rules.expression import Expression
from forms.signer import Signature
from forms.terms import Appeal, Due, Duplicate, Fee, Forwarding, Keep, MyNumber, Period, Window

DOORS = ("online", "counter", "post")
CERTAINTIES = ("law", "std", "assumed")


@dataclass(frozen=True)
class Sourced:
    """A sentence that says how sure it is. Certainty `assumed` is always shown as such."""

    text: str
    certainty: str = "assumed"


@dataclass(frozen=True)
class Rule:
    """`that` must hold (or should, for a warning); otherwise `say` is said. Unknown counts as holding."""

    that: Expression
    say: str
    place: str  # path of `say`, for translation
    source: Sourced | None = None


@dataclass(frozen=True)
class Stop:
    """The question ends here: not here, but there. `place` is `ask.<id>.stop`; its texts stand at `.say` and `.next`."""

    when: Expression
    say: str
    next: str
    place: str
    source: Sourced | None = None


@dataclass(frozen=True)
class Wording:
    """The label as an earlier choice (`by`, its full name) wants it: code → label, at `<path>.wording.<code>`."""

    by: str
    row: str  # the repeat in whose rows `by` stands, or ""
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Field:
    """One question. `path` is `ask.<full name>`; its texts stand at `<path>.label`, `.help`, `.why`, `.options.<code>.label`. The full
    name is `claimant.work` in a block instance and `children.birth` in a repeat; `id` is the same until the question stands in one row: then it
    names the row too (`children.1.birth`). `required` may be a rule. `when` None = always asked. `known_from` names what is known of the person who signed in
    (`applicant.birth`), if `known_when` is true or None: the applicant is not always the one the question is about; `known_by` computes it from what a register knows.
    `usual` is what most answer at a counter (None = nothing). `compute` is an answer that nobody is asked for. `concept` is what it means (`person.name`), `role` of whom. `protection` is open, personal, confidential or number. `source`: the box of a form, the law or the notice it rests on."""

    id: str
    type: FieldType
    settings: Any
    label: str
    path: str
    help: str = ""
    why: str = ""
    required: bool | Expression = True
    when: Expression | None = None
    must: tuple[Rule, ...] = ()
    warn: tuple[Rule, ...] = ()
    stop: Stop | None = None
    known_from: str = ""
    known_when: Expression | None = None
    known_by: Expression | None = None
    usual: Any = None
    protection: str = "personal"
    wording: Wording | None = None
    compute: Expression | None = None
    concept: str = ""
    role: str = ""
    own: str = ""  # the name inside its row; "" where it stands in none
    source: Sourced | None = None
    label_path: str = ""  # where the label's translation stands, if not at `<path>.label`

    @property
    def name(self) -> str:
        """The full name, the same in every row."""
        return self.path.removeprefix("ask.")

    @property
    def label_place(self) -> str:
        return self.label_path or f"{self.path}.label"

    def at(self, row: str) -> "Field":
        """This question of a repeat in one of its rows; `row` is the key of the row (`children.1`)."""
        # dataclasses.replace costs eight times as much; 500 rows of 20 questions are walked at each post.
        copy = object.__new__(Field)
        copy.__dict__.update(self.__dict__, id=f"{row}.{self.own}")
        return copy


@dataclass(frozen=True)
class Page:
    """What a phone shows at once: one field, or a few that belong together (`together:`), with its own title then."""

    id: str  # ascii, unique in the procedure, in the address
    title: str  # "" where the single field's label is the title
    path: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Paper:
    """書類: needed if `when` is true or None. `later`: may follow (追完) within `later_days`, None = the city's usual number; the day of
    arrival stands. `fill` print: a form of ours. `one_of`: any of these will do. `from_`: who issues it. `id`: its full name (`rows.id`)."""

    id: str
    label: str
    path: str
    why: str = ""
    when: Expression | None = None
    later: bool = False
    later_days: int | None = None
    fill: str = ""
    one_of: tuple[str, ...] = ()
    from_: str = ""
    certainty: str = "assumed"


@dataclass(frozen=True)
class Distinct:
    """No two rows may have the same answers to `of`."""

    of: tuple[str, ...]
    say: str
    place: str


@dataclass(frozen=True)
class Repeat:
    """Rows of the same questions. `id` is its full name; `label` what one row is called; `each` the name of a row with one question in
    braces (`{name}`). Rows are added by a button, or `rows` says how many there are, or `rows_from` offers them. `order` names the
    question by which rows are sorted where they are read."""

    id: str
    label: str
    path: str
    items: "tuple[Page | Repeat, ...]"
    each: str = ""
    min: int = 0
    max: int = 500
    rows: Expression | None = None
    rows_from: Expression | None = None
    order: str = ""
    when: Expression | None = None
    must: tuple[Rule, ...] = ()
    distinct: Distinct | None = None
    attach: tuple[Paper, ...] = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        return _pages(self.items)


@dataclass(frozen=True)
class Step:
    """A section of the form: its title heads the check page, the counter screen and the print."""

    id: str
    title: str
    path: str
    items: tuple[Page | Repeat, ...]
    when: Expression | None = None
    must: tuple[Rule, ...] = ()
    block: str = ""  # the instance name of the block it is made from (`as`), or ""

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All pages, those of rows once."""
        return _pages(self.items)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for page in self.pages for field in page.fields)


def _pages(items: tuple[Page | Repeat, ...]) -> tuple[Page, ...]:
    return tuple(page for item in items for page in ((item,) if isinstance(item, Page) else item.pages))


def repeats_in(items: tuple[Page | Repeat, ...]) -> tuple[Repeat, ...]:
    """Repeats, each before those inside it."""
    return tuple(one for item in items if isinstance(item, Repeat) for one in (item, *repeats_in(item.items)))


@dataclass(frozen=True)
class Setting:
    """A value that the city may set; `default` holds until it does."""

    name: str
    type: str
    default: Any
    certainty: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class CarryOver:
    """What becomes of the answers of drafts of the version before: old names → what is done. `say` is told to owners."""

    keep: tuple[str, ...] = ()
    rename: Mapping[str, str] = dataclasses.field(default_factory=dict)
    ask_again: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    say: str = ""


@dataclass(frozen=True)
class Procedure:
    """One version of one procedure. `meaning` is the SHA-256 (hex) of the canonical meaning and Japanese text."""

    id: str
    version: int
    kind: str
    title: str
    kana: str
    duty: str
    events: tuple[str, ...]
    search: tuple[str, ...]
    summary: str
    law: Sourced
    settings: Mapping[str, Setting]
    who: Mapping[str, tuple[str, ...]]
    bring: Mapping[str, tuple[str, ...]]
    show: Mapping[str, tuple[str, ...]]  # as whom somebody files → what they must show
    sign_in: str  # none, mail or card
    principal: Mapping[str, str]  # name, kana, birth → the question that holds it for whom the application is about
    period: Period | None
    appeal: Appeal | None
    fee: Fee
    steps: tuple[Step, ...]
    check: tuple[str, ...]
    return_reasons: Mapping[str, str]
    next: tuple[str, ...]  # what happens next, for the receipt page
    keep: Keep | None
    scenarios: tuple[Mapping[str, Any], ...]
    texts: Mapping[str, Mapping[str, str]]  # language → path → sentence, the Japanese originals (`ja`) among them
    stale: Mapping[str, tuple[str, ...]]  # language → paths whose Japanese has changed since
    source: str
    meaning: str
    signature: Signature | None = None
    my_number: MyNumber | None = None
    invited: bool = False
    due: Due | None = None
    window: Window | None = None
    capacity: int | str | None = None
    duplicate: Duplicate | None = None
    delivery: tuple[str, ...] = ()
    reservation: str = ""
    forwarding: Forwarding | None = None
    helper: bool = False
    attach: tuple[Paper, ...] = ()
    notices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    because: Mapping[str, str] = dataclasses.field(default_factory=dict)
    carry_over: CarryOver | None = None
    canonical: str = ""  # canonical JSON from which `loading.from_canonical` builds the same procedure
    # Where each path stands in `source`, for complaints. It means nothing: two procedures are the same without it.
    marks: Mapping[str, tuple[int, int]] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    @property
    def year(self) -> Expression | None:
        """Which 年度 an application is for; None where it does not tell years apart."""
        return self.window.year if self.window is not None else None

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for step in self.steps for field in step.fields)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return tuple(page for step in self.steps for page in step.pages)

    @cached_property
    def repeats(self) -> tuple[Repeat, ...]:
        return tuple(repeat for step in self.steps for repeat in repeats_in(step.items))

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper that may be asked for, those of rows once."""
        return self.attach + tuple(paper for repeat in self.repeats for paper in repeat.attach)

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    def field(self, name: str) -> Field:
        """The question `name`, in a row where the name says so (`children.1.birth`). KeyError if there is none."""
        found, row = self.by_name[full_name(name)], row_of(name)
        return found.at(row) if row else found


@lru_cache(8192)
def full_name(key: str) -> str:
    """`children.birth` for `children.1.birth`: row numbers, and nothing else in a name, begin with a figure."""
    return ".".join(part for part in key.split(".") if not part.isdigit())


def row_of(key: str) -> str:
    """The key of the row that `key` stands in (`children.1` for `children.1.birth`), or ""."""
    parts = key.split(".")
    last = max((number for number, part in enumerate(parts) if part.isdigit()), default=-1)
    return ".".join(parts[: last + 1])
