# An adapter imports its own and `forms`, never `portal` or other adapters. `ready` answers
# `/readyz`.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from forms.path.environment import Branch, Town


class AdapterError(Exception):
    """`permanent`: do not retry. `code` is stable and selects the message for people; the text is for the log,
    without personal data."""

    def __init__(self, code: str, message: str = "", *, permanent: bool) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.permanent = permanent


# --- identity ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BasicFour:
    """基本4情報; each may be missing."""

    name: str = ""
    address: str = ""
    birth: date | None = None
    birth_raw: str = ""
    sex_raw: str = ""


@dataclass(frozen=True)
class SignInRequest:
    """The portal makes the three secrets, used once, expired after ten minutes."""

    state: str
    nonce: str
    code_verifier: str
    redirect_uri: str
    fresh: bool = False  # the person must authenticate now; an earlier session does not suffice


@dataclass(frozen=True)
class Callback:
    state: str
    code: str = ""
    error: str = ""


@dataclass(frozen=True)
class Assertion:
    """`subject` is pairwise for (issuer, client)."""

    provider: str
    issuer: str
    subject: str
    methods: tuple[str, ...]
    acr: str
    auth_time: datetime
    attributes: BasicFour
    serial: str = ""  # 発行番号 (decimal) if the adapter saw the certificate, else ""


class IdentityProvider(Protocol):
    name: str

    def begin(self, request: SignInRequest) -> str:
        """For a link: `form-action` would block a form."""

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> Assertion:
        """The portal has consumed the state. Raises AdapterError."""

    def ready(self) -> bool: ...


# --- postal codes -----------------------------------------------------------------------------------------------


class TownLookup(Protocol):
    def towns(self, postal: str) -> tuple[Town, ...]:
        """`postal`: seven ASCII digits."""


# --- scanning ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    malware: str = ""  # the scanner's name of the malware; "" if clean

    @property
    def clean(self) -> bool:
        return not self.malware


class Scanner(Protocol):
    name: str

    def scan(self, content: bytes) -> Verdict:
        """Raises AdapterError without a verdict; the file must not pass then."""

    def ready(self) -> bool: ...


# --- remaking ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Remade:
    content: bytes
    media: str
    pages: int = 1  # 1 for a picture
    preview: bytes = b""  # a small JPEG or b""
    hints: tuple[str, ...] = ()  # blurred, dark; a guess, never a reason to refuse
    place: tuple[str, ...] = ()  # latitude and longitude that the picture named, in degrees; `content` names none


class Unusable(Exception):
    """Permanently. `why`: active (an Office file with macros, other files or links), broken, huge (pixels), locked (by a password), long (too many
    pages), not_text, old (an Office file that cannot be judged for certain), parcel (contains other files), xml (not of data
    alone)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


# In the lines of an Office file or text, where no text has these: before each cell of a row, before the name of a sheet or the
# number of a slide, and where what is too long ends.
CELL, TITLE, CUT = "\t", "\x1e", "\x1f"
PAGE_DOTS = 130  # an inch of a page that is drawn to be looked at


@dataclass(frozen=True)
class Cut:
    """A part of a picture laid straight: pixel x, y of `size` is at (x*turn[0] - y*turn[1] + corner[0], x*turn[1] + y*turn[0]
    + corner[1]) of the picture."""

    size: tuple[int, int]
    turn: tuple[float, float]
    corner: tuple[float, float]


class Remaker(Protocol):
    """Of untrusted pictures and PDFs."""

    name: str

    def remake(self, content: bytes, media: str) -> Remade:
        """A picture upright, limited in size, without metadata. A PDF without active content stays as it is. Raises Unusable, AdapterError."""

    def turn(self, content: bytes) -> Remade:
        """By 90° clockwise, of a remade picture."""

    def draw(self, content: bytes, page: int, dots: int = PAGE_DOTS) -> Remade:
        """A page (from 1) as a JPEG of A4's width, with the page count; `dots` an inch. Raises Unusable, AdapterError."""

    def read(self, content: bytes, media: str) -> str:
        """The text layer and QR codes of a PDF, the codes of a picture, or ""; of an Office file its lines. Raises as
        `remake`."""

    def cut(self, content: bytes, cuts: Sequence[Cut]) -> Remade:
        """Of a remade picture, in grey: a TIFF with one page each, of one pixel where nothing is printed. Raises as `remake`."""


# --- banks ------------------------------------------------------------------------------------------------------


class BankLookup(Protocol):
    def banks(self, bank: str, branch: str) -> tuple[Branch, ...]:
        """By code (ASCII digits) or name; `branch` "": all."""


# --- invitations ------------------------------------------------------------------------------------------------


class Invitations(Protocol):
    name: str
    fake: bool
    asks_fact: bool  # besides the code, the applicant must give a fact that only the invited person knows

    def holds(self, procedure: str, code: str) -> bool: ...


# --- what people let be fetched of themselves -------------------------------------------------------------------


class AttributeSource(Protocol):
    """マイナポータル, with the person's consent."""

    name: str
    fake: bool  # invented people

    def fetch(self, of: BasicFour) -> Mapping[str, str]:
        """kana (katakana, parts separated by U+3000), phone and email, as far as known. Raises AdapterError."""


# --- secrets ----------------------------------------------------------------------------------------------------


# Codes of an AdapterError with which keys in a security module are away. Their outage is logged once, where the token is opened.
TOKEN_OUTAGES = frozenset({"TOKEN_AWAY", "TOKEN_PIN"})


class KeyStore(Protocol):
    """Key-encryption keys never leave it. Calls raise AdapterError if they are in a token that is away."""

    def current(self) -> str:
        """The key that wraps new data keys."""

    def wrap(self, key_id: str, data_key: bytes, bound_to: bytes) -> bytes:
        """AES-256-GCM, bound to `bound_to`. Raises KeyError if the key is unknown."""

    def unwrap(self, key_id: str, wrapped: bytes, bound_to: bytes) -> bytes:
        """Raises ValueError if the key was changed or is bound to something else."""
