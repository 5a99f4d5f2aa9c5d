"""The sockets. A plug knows its socket and values of `forms`; never `portal`, never a plug of another kind.

All sockets are synchronous: a route is a plain function on a thread, and so is a job.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from forms.environment import Branch, Town


class AdapterError(Exception):
    """A neighbour failed. `permanent` decides between park and retry; `code` is stable (facts: `PROVIDER_TIMEOUT`,
    `TOKEN_INVALID_SIG`, …) and names the sentence that people see; the message is for the log and names no person."""

    def __init__(self, code: str, message: str = "", *, permanent: bool) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.permanent = permanent


# --- identity ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BasicFour:
    """基本4情報 as a card gives them; every one may be missing. Raw strings are kept beside what could be read."""

    name: str = ""
    address: str = ""
    birth: date | None = None
    birth_raw: str = ""
    sex_raw: str = ""


@dataclass(frozen=True)
class SignInRequest:
    """One attempt. All three secrets are made and kept by the portal, used once, at most ten minutes old. `fresh`: whoever comes
    must prove it now; that they did so some time ago is not enough."""

    state: str
    nonce: str
    code_verifier: str
    redirect_uri: str
    fresh: bool = False


@dataclass(frozen=True)
class Callback:
    """What came back to the redirect address: `code`, or `error` as the provider names it."""

    state: str
    code: str = ""
    error: str = ""


@dataclass(frozen=True)
class Assertion:
    """Who signed in, and what was done to know it. `subject` is pairwise for (issuer, client). Levels are derived
    later from a versioned table, never stored as a claim of this plug. `serial`: 発行番号 of the certificate that proved it
    (decimal), where the plug has seen that certificate; "" where it has only a provider's word."""

    provider: str
    issuer: str
    subject: str
    methods: tuple[str, ...]
    acr: str
    auth_time: datetime
    attributes: BasicFour
    serial: str = ""


class IdentityProvider(Protocol):
    """Signs a resident in. `name` is the plug's name."""

    name: str

    def begin(self, request: SignInRequest) -> str:
        """The address to send the browser to, by a link (a form would be stopped by `form-action`)."""

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> Assertion:
        """Turns the callback into an assertion. The portal has consumed the state already. AdapterError otherwise."""

    def ready(self) -> bool:
        """Whether the neighbour answers; for `/readyz`."""


# --- postal codes -----------------------------------------------------------------------------------------------


class TownLookup(Protocol):
    """Towns of a postal code, off line."""

    def towns(self, postal: str) -> tuple[Town, ...]:
        """`postal`: seven ASCII digits. () where nothing is known."""


# --- scanning ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """`found` is the scanner's name for what it found; "" = nothing, the file is clean."""

    found: str = ""

    @property
    def clean(self) -> bool:
        return not self.found


class Scanner(Protocol):
    """Looks for viruses in what people hand in. `name` is the plug's name."""

    name: str

    def scan(self, content: bytes) -> Verdict:
        """AdapterError when it cannot tell: nothing may pass then."""

    def ready(self) -> bool:
        """Whether the neighbour answers; for `/readyz`."""


# --- remaking ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Remade:
    """`content` is what is kept from now on, `media` its type. `preview`: a small JPEG of it, b"" where there is none.
    `hints`: blurred, dark; a guess, never a reason to refuse. `pages`: of a PDF; a picture is one."""

    content: bytes
    media: str
    pages: int = 1
    preview: bytes = b""
    hints: tuple[str, ...] = ()


class Unusable(Exception):
    """It cannot be taken, whoever looks at it. `why`: broken, huge (more points than any camera has), locked (by a
    password), long (too many pages), parcel (other files in it)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Remaker(Protocol):
    """Opens pictures and PDFs that anybody may have made. `name` is the plug's name."""

    name: str

    def remake(self, content: bytes, media: str) -> Remade:
        """A picture anew: upright, no larger than is read, without what a camera wrote into it. A PDF as it is, unless
        something in it would act by itself. Unusable if it cannot be taken; AdapterError when it cannot tell."""

    def turn(self, content: bytes) -> Remade:
        """A remade picture, turned by 90° clockwise."""

    def draw(self, content: bytes, page: int) -> Remade:
        """One page of a PDF (the first is 1) as a JPEG to be looked at, and how many pages there are. Unusable, also where there
        is no such page; AdapterError when it cannot tell."""


# --- banks ------------------------------------------------------------------------------------------------------


class BankLookup(Protocol):
    """Branches of banks, off line."""

    def banks(self, bank: str, branch: str) -> tuple[Branch, ...]:
        """Each by code (ASCII digits) or by name as people write it; `branch` "" = all of the bank's. Several where a
        name is not enough, () where nothing is known."""


# --- exports ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AttachedFile:
    """A file that was handed in for a question (its full name). `read` gives the content: one at a time is in memory."""

    question: str
    media: str
    size: int
    sha256: str
    read: Callable[[], bytes]


NUMBER_USE = "number-use"  # the purpose of a layout that may carry 個人番号


@dataclass(frozen=True)
class Record:
    """One application as a layout sees it. `head` has receipt_number, procedure, procedure_title, version, door,
    arrived_at (aware datetime), state, state_title, duty, office, person_name, …; `answers` key → stored value
    (`children.1.birth`; `children`: the numbers of its rows): only what was asked and answered stands in it. `left` gives
    the keys of what was asked and left empty, repeats without rows among them, `attached` the files that were handed in, `numbers` person
    (`claimant`, `children.1`) → 個人番号; what they cost is paid only by layouts that tell them. `choices`: a sign that the target cannot hold →
    what a person chose to write for it."""

    head: Mapping[str, object]
    answers: Mapping[str, object]
    left: Callable[[], frozenset[str]] = frozenset
    attached: Callable[[], Sequence[AttachedFile]] = tuple
    choices: Mapping[str, str] = field(default_factory=dict)
    numbers: Callable[[], Mapping[str, str]] = dict


@dataclass(frozen=True)
class Column:
    """One answer column of a procedure: the field by its full name (`claimant.work`, `children.birth`), the suffix of the
    cell ("" = the field itself), its heading, and the repeat in whose rows it stands ("" = in none). A repeat is a column
    too, of how many rows it has."""

    field: str
    suffix: str
    heading: str
    repeat: str = ""

    @property
    def name(self) -> str:
        """As a layout names it: `claimant.name.family`."""
        return f"{self.field}.{self.suffix}" if self.suffix else self.field


@dataclass(frozen=True)
class AnswerTable:
    """What a layout may know of one version of a procedure. `columns` in the order of the questions; `codes` field id →
    code → label, where the answer is a code; `cells` (field id, stored value) → text by suffix (`FieldType.cells`);
    `numbers` the fields of protection class number: no column of answers tells them; `people` whose numbers a layout may name;
    `computed` those that nobody is asked.
    `repeats` repeat → what a row is called, outer ones first. `as_stored` may name (field, suffix) whose cell is stored as it is: `answers[field]` for the suffix "" (unless that is
    a dict), else `answers[field][suffix]` (nothing unless that is a dict). Then `cells` need not be asked each time."""

    columns: tuple[Column, ...]
    codes: Mapping[str, Mapping[str, str]]
    cells: Callable[[str, object], Mapping[str, str]]
    numbers: frozenset[str] = frozenset()
    as_stored: frozenset[tuple[str, str]] = frozenset()
    repeats: Mapping[str, str] = field(default_factory=dict)
    computed: frozenset[str] = frozenset()
    cell: Callable[[str, str], Callable[[object], str]] | None = None
    people: frozenset[str] = frozenset()

    @cached_property
    def places(self) -> Mapping[str, tuple[str, str]]:
        """(field, suffix) by the name that a layout uses; the dots of a name do not tell where the field ends."""
        return {column.name: (column.field, column.suffix) for column in self.columns}

    @cached_property
    def repeat_of(self) -> Mapping[str, str]:
        """The repeat of each field that stands in rows."""
        return {column.field: column.repeat for column in self.columns if column.repeat}


# (procedure, version) → its answers. A layout asks once for each pair that it meets.
AnswerTables = Callable[[str, int], AnswerTable]


# What stands in an answer, line by line: the record, what its version asks, the fields that may not leave → the rows that a line stands
# in, and its item, heading, place, code, value, other and state (answered, unanswered; what was not asked has no line).
AnswerItems = Callable[[Record, AnswerTable, Set[str]], Iterator[tuple[Mapping[str, str], Mapping[str, str]]]]


@dataclass(frozen=True)
class Finding:
    """One line of the report: `event` is unmappable, lossy, private_use, too_long, malformed, missing_code, newline,
    formula, too_many, separator, unspelled, unanswered, protected, unsigned, unknown_person, unscanned or stopped; `handling` is held,
    replaced or told. `value` is the character where only one is at fault; `proposals`: what a shrink map knows for it."""

    receipt_number: str
    column: str
    value: str
    event: str
    replacement: str
    handling: str
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckResult:
    """The first pass: which receipt numbers can go, which are held, and the report."""

    ready: tuple[str, ...]
    held: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ShownCase:
    """`lines`: (title of its kind of line, (column, text or None)…) in the order of the layout, () where it is held; `findings` as
    in the report."""

    lines: tuple[tuple[str, tuple[tuple[str, str | None], ...]], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ExportFile:
    """One finished file: the name it shall have, where it lies until then, SHA-256 (hex), data rows. A path, not bytes:
    a hand-over of a million applications must not stand in memory."""

    name: str
    path: Path
    sha256: str
    rows: int


@dataclass(frozen=True)
class Batch:
    """What identifies one hand-over: the same batch gives the same bytes. `number` is ASCII letters, digits, hyphens;
    `made_at` is aware; `facts` are the city's constants that layouts name (`care_insurer`)."""

    number: str
    made_at: datetime
    city_code: str = ""
    reissue: int = 0
    reason: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def seq(self) -> int:
        """Which batch of its day: 20261120-003-R1 is the third. 0 where its number has no such part."""
        parts = self.number.split("-")
        return int(parts[1]) if len(parts) > 1 and parts[1].isascii() and parts[1].isdigit() else 0


class Layout(Protocol):
    """A layout that is loaded and sound. Two passes: `check` makes no file; `write` makes all of them or none."""

    id: str
    version: str
    title: str
    basis: str  # fact, vendor or assumption
    purpose: str
    digest: str  # of what its file says, comments aside: a version that was used keeps it
    differences: bool  # whether it is told what changed after it had it, and what was withdrawn (`head.change`)
    second_person: bool  # whether somebody other than who makes a batch has to look before its files leave

    def fits(self, procedure: str, version: int) -> bool: ...

    def holds(self, text: str) -> bool:
        """Whether its files can hold every sign of a text unchanged."""

    def check(self, records: Iterable[Record]) -> CheckResult: ...

    def shown(self, record: Record, batch: Batch) -> ShownCase:
        """One application in the columns of the layout, to be copied or read by a machine's screen; no file."""

    def write(self, records: Iterable[Record], batch: Batch, folder: Path) -> Iterator[ExportFile]:
        """Files in order, manifest before the end marker, end marker last; they lie in `folder` under temporary names
        (`integrations.exports.writing` gives them their own). `records` are those that check said are ready, read once.
        AdapterError, and nothing left behind, if one of them must be held after all."""


# --- invitations ------------------------------------------------------------------------------------------------


class Invitations(Protocol):
    """Knows whether a code invites to a procedure. `asks_fact`: the code alone opens nothing; who holds it is asked for
    something that only the invited knows."""

    name: str
    fake: bool
    asks_fact: bool

    def holds(self, procedure: str, code: str) -> bool: ...


# --- what people let be fetched of themselves -------------------------------------------------------------------


class AttributeSource(Protocol):
    """Tells of a person, with their consent, what their own マイナポータル knows of them. `fake`: made-up people."""

    name: str
    fake: bool

    def fetch(self, of: BasicFour) -> Mapping[str, str]:
        """kana (katakana, U+3000 between the parts), phone, email: those that it knows. AdapterError while it is away."""


# --- secrets ----------------------------------------------------------------------------------------------------


class KeyStore(Protocol):
    """Keeps the key-encryption keys. Nothing else ever sees them."""

    def current(self) -> str:
        """The id of the key that wraps new data keys."""

    def wrap(self, key_id: str, data_key: bytes, bound_to: bytes) -> bytes:
        """AES-256-GCM of `data_key` under key `key_id`, bound to `bound_to`. KeyError if the key is unknown."""

    def unwrap(self, key_id: str, wrapped: bytes, bound_to: bytes) -> bytes:
        """The data key. ValueError if it was changed or belongs elsewhere."""

    def derive(self, purpose: str, key_id: str = "") -> bytes:
        """32 bytes for one purpose (audit MAC, tokens): HKDF-SHA-256 of the oldest key, or of this one. KeyError."""
