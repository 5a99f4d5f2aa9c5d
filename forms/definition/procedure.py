"""A procedure as frozen types; `forms/loading/meanings.yaml` explains the keys."""

# A mark is (line, column), from 1.

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from forms.definition.budget import Budget
from forms.definition.carry_over import CarryOver
from forms.definition.drawing import Drawing
from forms.definition.field import FieldType
from forms.definition.outcome import ENDINGS, Outcome, RefusalReason, usual_outcomes
from forms.definition.predecessor import ANYONE, Predecessor
from forms.definition.receiving import Receiving
from forms.definition.signer import Signature
from forms.definition.terms import (
    Appeal,
    Due,
    Duplicate,
    Fee,
    Following,
    Forwarding,
    Keep,
    MyNumber,
    NextStep,
    Period,
    Window,
    Withdrawal,
)
from forms.definition.text_values import SpokenValue, TextValue, with_values
from forms.rules.expression import Expression
from forms.rules.functions import OTHERS, PARENTS
from forms.text.speech import Speech

DOORS = ("online", "counter", "post")
PUBLIC = "public"  # of `tallied`
CERTAINTIES = ("law", "std", "assumed")


@dataclass(frozen=True)
class Sourced:
    """Certainty `assumed` is always shown as such."""

    text: str
    certainty: str = "assumed"


@dataclass(frozen=True)
class Rule:
    """`say` is shown if `that` is false. Unknown counts as true."""

    that: Expression
    say: str
    place: str  # path of `say`, for translation
    source: Sourced | None = None
    values: tuple[TextValue, ...] = ()


@dataclass(frozen=True)
class Stop:
    """Texts at `.say` and `.next` of `place`, `ask.<id>.stop`."""

    when: Expression
    say: str
    next: str
    place: str
    source: Sourced | None = None
    values: tuple[TextValue, ...] = ()
    spoken: tuple[SpokenValue, ...] = ()  # at the end of a path

    def words(self, speech: Speech) -> tuple[str, str]:
        say, following = speech.text(f"{self.place}.say", self.say), speech.text(f"{self.place}.next", self.next)
        return with_values(say, self.spoken, speech), with_values(following, self.spoken, speech)


@dataclass(frozen=True)
class Wording:
    """By an earlier choice `by`: code → label, at `<path>.wording.<code>`."""

    by: str
    row: str  # the repeat that holds `by`, or ""
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Field:
    # `path` is `ask.<full name>`, texts at `<path>.label`, `.help`, `.why`, `.options.<code>.label`. The full name is
    # `claimant.work` in a block instance, `children.birth` in a repeat; `id` also contains the number in a row
    # (`children.1.birth`). `when` None = always asked. `known_from` names a fact about the person who signed in
    # (`applicant.birth`), used if `known_when` is true or None; `known_by` computes it from a register or the city's settings, `known_answer` is
    # the option that `known_when` makes known. `change`: anyone, staff or nobody, online until `change_until`.
    # `protection`: open, personal, confidential or number. `source`: the box of a form, the law or the notice behind it.

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
    known_answer: str = ""
    change: str = ANYONE
    change_until: Expression | None = None
    usual: Any = None
    protection: str = "personal"
    wording: Wording | None = None
    compute: Expression | None = None
    concept: str = ""
    role: str = ""
    own: str = ""  # the name inside its row; "" outside of rows
    source: Sourced | None = None
    label_path: str = ""  # path of the label's translation, if not `<path>.label`
    offered_when: Mapping[str, Expression] = field(default_factory=dict)  # of an option, by code
    hidden: bool = False  # a calculation for rules alone: on no page
    exported: bool = True  # among the answers that are stored and exported

    @property
    def name(self) -> str:
        return self.path.removeprefix("ask.") if self.own else self.id

    @property
    def may_be_known(self) -> bool:
        return bool(self.known_from or self.known_by or self.known_answer)

    @cached_property
    def plain(self) -> bool:  # asked as it is, as most are: a walk reads this in place of ten attributes
        ruled = self.when or self.hidden or self.wording or self.offered_when or self.compute or self.may_be_known
        return not ruled and self.protection != "number"

    @cached_property
    def judged(self) -> bool:
        return bool(self.must or self.warn or self.stop) or self.type.judges

    @property
    def known_to_city(self) -> bool:
        """Known from the city's settings, the same for everybody."""
        return self.known_by is not None and self.known_by.text.startswith("city.")

    @property
    def label_place(self) -> str:
        return self.label_path or f"{self.path}.label"

    def at(self, row: str) -> "Field":
        # dataclasses.replace takes eight times as long; each post walks up to 500 rows of 20 questions.
        copy = object.__new__(Field)
        copy.__dict__.update(self.__dict__, id=f"{row}.{self.own}")
        return copy


@dataclass(frozen=True)
class Page:
    id: str  # ASCII, unique in the procedure, part of the URL
    title: str  # "" if the label of the single field is the title
    path: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Paper:
    id: str
    label: str
    path: str
    why: str = ""
    when: Expression | None = None  # needed if true or None
    later: bool = False  # may follow (追完) within `later_days` (None = the city's default); the day of arrival stays
    later_days: int | None = None
    debit_settles: bool = False  # not owed once the bank has registered the account to draw from
    fill: str = ""
    office: bool = False  # Office files are taken too
    one_of: tuple[str, ...] = ()
    from_: str = ""  # issuer
    certainty: str = "assumed"
    required: bool = True  # else only if there is one: it is never owed


@dataclass(frozen=True)
class Distinct:
    of: tuple[str, ...]
    say: str
    place: str


@dataclass(frozen=True)
class Repeat:
    # `each` titles a row. Rows are added by a button, counted by `rows`, or offered by `rows_from` or `rows_of` (a repeat).
    id: str
    label: str
    path: str
    items: "tuple[Page | Repeat, ...]"
    each: str = ""
    unit: str = ""  # what rows are counted in (人), "" = 件
    min: int = 0
    max: int = 500
    rows: Expression | None = None
    rows_from: Expression | None = None
    rows_of: str = ""
    order: str = ""
    when: Expression | None = None
    must: tuple[Rule, ...] = ()
    distinct: Distinct | None = None
    attach: tuple[Paper, ...] = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        return _pages(self.items)

    @property
    def rest(self) -> bool:
        return self.rows_from is not None and self.rows_from.text.startswith(OTHERS)

    @property
    def of_household(self) -> bool:
        """The register says who is listed, not the applicant's choice."""
        return self.rest or (self.rows_from is not None and self.rows_from.text.startswith(PARENTS))


@dataclass(frozen=True)
class Step:
    id: str
    title: str
    path: str
    items: tuple[Page | Repeat, ...]
    when: Expression | None = None
    must: tuple[Rule, ...] = ()
    block: str = ""  # instance name of its block (`as`), or ""

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return _pages(self.items)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for page in self.pages for field in page.fields)


def _pages(items: tuple[Page | Repeat, ...]) -> tuple[Page, ...]:
    return tuple(page for item in items for page in ((item,) if isinstance(item, Page) else item.pages))


def repeats_in(items: tuple[Page | Repeat, ...]) -> tuple[Repeat, ...]:
    return tuple(repeat for item in items if isinstance(item, Repeat) for repeat in (item, *repeats_in(item.items)))


@dataclass(frozen=True)
class Setting:
    name: str
    type: str
    default: Any
    certainty: str
    options: tuple[str, ...] = ()
    label: str = ""  # in words of the section
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
    of: str = ""  # type of a table's values


@dataclass(frozen=True)
class Procedure:
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
    show: Mapping[str, tuple[str, ...]]  # role of the filer → papers to show
    sign_in: str  # none, mail or card
    principal: Mapping[str, str]  # name, kana, birth, company → the question about the person the application is about
    period: Period | None
    appeal: Appeal | None
    fee: Fee
    steps: tuple[Step, ...]
    check: tuple[str, ...]
    return_reasons: Mapping[str, str]
    next: tuple[NextStep, ...]  # on the receipt page
    keep: Keep | None
    scenarios: tuple[Mapping[str, Any], ...]
    texts: Mapping[str, Mapping[str, str]]  # language → path → sentence, including the Japanese originals (`ja`)
    stale: Mapping[str, tuple[str, ...]]  # language → paths whose Japanese changed since
    source: str
    meaning: str  # SHA-256 (hex) of the canonical meaning and Japanese text
    follows: Predecessor | None = None
    signature: Signature | None = None
    by_hand: Sourced | None = None  # the rule that wants a signature on this very form (自署)
    my_number: MyNumber | None = None
    # reason → its questions and papers
    return_reasons_of: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    refusal_reasons: tuple[RefusalReason, ...] = ()
    who_when: Mapping[str, Rule] = dataclasses.field(default_factory=dict)  # role → when somebody may file as it
    invited: bool = False
    due: Due | None = None
    window: Window | None = None
    capacity: int | str | None = None
    option_places: Mapping[str, Mapping[str, int | str]] = dataclasses.field(default_factory=dict)  # number or setting
    budget: Budget | None = None
    drawing: Drawing | None = None
    duplicate: Duplicate | None = None
    withdraw: Withdrawal | None = None
    delivery: tuple[str, ...] = ()
    reservation: str = ""
    # person, organisation → the question about whom letters go to; without an answer, to the principal
    addressee: Mapping[str, str] = dataclasses.field(default_factory=dict)
    receiving: Receiving | None = None
    forwarding: Forwarding | None = None
    helper: bool = False
    joined: bool = False  # small pages are shown as one
    tallied: str = ""  # "desk": staff see all answers counted; "public": everybody sees the counts of options
    attach: tuple[Paper, ...] = ()
    notices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    named_outcomes: Mapping[str, Outcome] = dataclasses.field(default_factory=dict)  # {} = those of its kind
    result: Step | None = None  # what the desk fills in; its first question is the outcome
    after: tuple[Following, ...] = ()
    because: Mapping[str, str] = dataclasses.field(default_factory=dict)
    carry_over: CarryOver | None = None
    canonical: str = ""  # canonical JSON for `loading.from_canonical`
    # The position of each path in `source`, for complaints; not part of equality.
    marks: Mapping[str, tuple[int, int]] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    def outcomes_of(self, kind: str) -> Mapping[str, Outcome]:
        """`kind` is the application's, which outlives a change of the definition's."""
        return self.named_outcomes or usual_outcomes(kind, self.notices)

    def outcome(self, kind: str, name: str) -> Outcome | None:
        return self.outcomes_of(kind).get(name) or ENDINGS.get(name)  # these end what was granted

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        return self.outcomes_of(self.kind)

    @property
    def year(self) -> Expression | None:
        return self.window.year if self.window is not None else None

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for step in self.steps for field in step.fields)

    @cached_property
    def asks(self) -> frozenset[str]:
        return frozenset(type_or_concept for field in self.fields for type_or_concept in (field.type.id, field.concept))

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return tuple(page for step in self.steps for page in step.pages)

    @cached_property
    def repeats(self) -> tuple[Repeat, ...]:
        return tuple(repeat for step in self.steps for repeat in repeats_in(step.items))

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        return self.attach + tuple(paper for repeat in self.repeats for paper in repeat.attach)

    @cached_property
    def takes_files(self) -> bool:
        return "file" in self.asks or any(paper.later for paper in self.papers)

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        """Texts that each language needs: all but labels of hidden values."""
        unspoken = {f"{field.path}.label" for field in self.fields if field.hidden}
        return tuple(path for path in self.texts["ja"] if path not in unspoken)

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    def field(self, name: str) -> Field:
        """`name` may contain a row. Raises KeyError."""
        field, row = self.by_name[full_name(name)], row_of(name)
        return field.at(row) if row else field


@lru_cache(8192)
def full_name(key: str) -> str:
    """Without row numbers: `children.birth` for `children.1.birth`."""
    return ".".join(part for part in key.split(".") if not part.isdigit())


def row_of(key: str) -> str:
    """`children.1` for `children.1.birth`, "" outside of rows."""
    parts = key.split(".")
    last = max((number for number, part in enumerate(parts) if part.isdigit()), default=-1)
    return ".".join(parts[: last + 1])
