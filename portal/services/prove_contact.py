"""Proves that an address is the person's before anything is sent to it: a code goes to the mail address and is typed here,
or is shown here and sent back from the LINE account."""

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from forms.environment import Environment
from forms.field import FieldSettings
from forms.fields.email import Email
from forms.messages import sentences
from integrations.notices import LineEvent
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import TooMany
from portal.outbox import About, enqueue
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.contact_book import keep_contact
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from portal.services.write_audit import write_audit
from portal.services.write_notice import USES
from portal.store import contacts
from portal.store.contacts import ProofRow

MINUTES = 10
MOST_TRIES = 5
_MINUTE = 60_000_000
_LABEL = "メールアドレス"  # in both languages
_MAIL_DIGITS, _LINE_DIGITS = 6, 8
# By LINE the first lines stand on a locked screen: what is not pressing is chosen by hand.
_LINE_USES = ("asks", "results")


def read_mail(installation: Installation, typed: str, language: str) -> tuple[str, str]:
    """The address as it is kept, and "" — or "" and the sentence that says how to mend it, "" where nothing was typed."""
    here = Environment(installation.clock.today(), installation.city.calendar())
    parsed = Email().parse({"": (typed,)}, FieldSettings(), here)
    if parsed.mistakes:
        first = parsed.mistakes[0]
        return "", sentences(language)[first.key].format(label=_LABEL, **first.arguments)
    return str(parsed.value or ""), ""


def send_code(
    installation: Installation, unit: Unit, actor: Actor, person_id: str, address: str, language: str
) -> None:
    """A code to this address. TooMany, and nothing is sent."""
    throttle.count(installation, unit, throttle.CODES_OF_PERSON, person_id)
    throttle.count(installation, unit, throttle.CODES_TO_ADDRESS, address.lower())
    mail_code(installation, unit, person_id, address, language)
    write_audit(installation, unit, actor, "ask for contact proof", detail="mail")


def mail_code(
    installation: Installation, unit: Unit, person_id: str, address: str, language: str, about: str = "mail"
) -> None:
    """A code on its way, bound to this person and to what it is about. The caller has counted it."""
    code = _ask(installation, unit, person_id, about, address, language, _MAIL_DIGITS)
    notify(
        installation, unit, Addressee(person_id, mail=address, language=language), "verify_mail",
        code=code, minutes=str(MINUTES),
    )  # fmt: skip


def asked_address(installation: Installation, unit: Unit, person_id: str, about: str = "mail") -> str:
    """Where a code is on its way to; "" if none is."""
    now = to_micro(installation.clock.now())
    row = contacts.asked_proof(unit, person_id, about, now, MOST_TRIES)
    return "" if row is None else _address(installation, row)


@dataclass(frozen=True)
class Proof:
    """What came of a code. `problem` "" where it was right, "wrong" with tries left, "ended" without."""

    problem: str
    address: str = ""
    language: str = ""


def take_code(installation: Installation, unit: Unit, person_id: str, typed: str, about: str = "mail") -> Proof:
    """It opens once. The caller commits either way."""
    row = contacts.try_proof(unit, person_id, about, to_micro(installation.clock.now()), MOST_TRIES)
    if row is None:
        return Proof("ended")
    if not hmac.compare_digest(row.code_hash, _code_hash(installation, about, person_id, _digits(typed))):
        return Proof("wrong" if row.tries < MOST_TRIES else "ended")
    contacts.end_proof(unit, row.id)
    return Proof("", _address(installation, row), row.language)


def prove_mail(installation: Installation, unit: Unit, actor: Actor, person_id: str, typed: str) -> str:
    """ "" if the address is the person's now; else the problem. The caller commits either way."""
    proof = take_code(installation, unit, person_id, typed)
    if not proof.problem:
        keep_contact(installation, unit, person_id, "mail", proof.address, USES, proof.language)
        write_audit(installation, unit, actor, "prove contact", detail="mail")
    return proof.problem


def show_line_code(installation: Installation, unit: Unit, actor: Actor, person_id: str, language: str) -> str:
    """Eight digits to send to the city's account. TooMany."""
    throttle.count(installation, unit, throttle.CODES_OF_PERSON, f"line {person_id}")
    write_audit(installation, unit, actor, "ask for contact proof", detail="line")
    return _ask(installation, unit, person_id, "line", "", language, _LINE_DIGITS)


def prove_line(installation: Installation, unit: Unit, event: LineEvent) -> bool:
    """Whether the message was a code of somebody's. The account is answered either way, if it looks like one."""
    code = _digits(event.text)
    if len(code) != _LINE_DIGITS:
        return False
    try:
        throttle.count(installation, unit, throttle.CODES_OF_ACCOUNT, event.account)
        throttle.count(installation, unit, throttle.CODES_OF_ALL_ACCOUNTS, "")
    except TooMany:
        return False
    row = contacts.take_proof(
        unit, "line", _code_hash(installation, "line", "", code), to_micro(installation.clock.now())
    )
    if row is not None:
        keep_contact(installation, unit, row.person_id, "line", event.account, _LINE_USES, row.language)
        write_audit(installation, unit, Actor("resident", row.person_id), "prove contact", detail="line")
    message = "line_unknown_code" if row is None else "line_linked"
    payload: dict[str, object] = {
        "to": event.account, "language": "ja" if row is None else row.language, "link": "/applications/contact", "facts": {},
    }  # fmt: skip
    about = About(person_id=None if row is None else row.person_id)
    enqueue(
        installation.keys, unit, "line", message, payload, once=f"line:{event.id}", about=about,
        now=to_micro(installation.clock.now()),
    )  # fmt: skip
    return row is not None


def _ask(
    installation: Installation, unit: Unit, person_id: str, channel: str, address: str, language: str, digits: int
) -> str:
    code = f"{secrets.randbelow(10**digits):0{digits}}"
    name = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"contact_proof:{name}")
    ends = to_micro(installation.clock.now()) + MINUTES * _MINUTE
    # A code from LINE comes without a name: it is found by itself alone, and is longer for that.
    owner = "" if channel == "line" else person_id
    row = ProofRow(
        name, person_id, channel, _code_hash(installation, channel, owner, code), language, stored.key_id, stored.wrapped,
        box.seal("address", address), 0, ends,
    )  # fmt: skip
    contacts.ask_proof(unit, row)
    return code


def _address(installation: Installation, row: ProofRow) -> str:
    box = sealer(installation.keys, f"contact_proof:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    address: str = box.open("address", row.sealed_address)
    return address


def _code_hash(installation: Installation, channel: str, owner: str, code: str) -> bytes:
    key = installation.keys.derive("contact codes")
    return hmac.digest(key, f"{channel}\0{owner}\0{code}".encode(), hashlib.sha256)


def _digits(typed: str) -> str:
    """As people type and paste them: any width, with spaces or hyphens between."""
    plain = unicodedata.normalize("NFKC", typed[:100])
    kept = "".join(sign for sign in plain if sign not in " -‐－ー\u3000\n\r\t")
    return kept if kept.isascii() and kept.isdigit() else ""
