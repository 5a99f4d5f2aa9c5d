"""The sockets. A plug knows its socket and values of `forms`; never `portal`, never a plug of another kind.

All sockets are synchronous: a route is a plain function on a thread, and so is a job.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
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
