"""A code is mailed and typed here, or shown here and sent by LINE."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass

from forms.definition.field import FieldSettings
from forms.fields.email import Email
from forms.messages import sentences
from forms.path.environment import Environment
from integrations.sockets.interfaces import KeyStore
from integrations.sockets.notices import LineEvent
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, TooMany
from portal.outbox import About, enqueue
from portal.sealing import Keys, WrappedKey, new_sealer, sealer
from portal.services.residents.contact_book import keep_contact
from portal.services.shared import throttle
from portal.services.shared.needs import Basics, Correspondence, Records
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.shared.write_notice import USES, VERIFY_TEXT
from portal.store.residents import contacts
from portal.store.residents.contacts import ProofRow

MINUTES = 10
MOST_TRIES = 5
_MINUTE = 60_000_000
_LABEL = "メールアドレス"  # in both languages
_MAIL_DIGITS, _LINE_DIGITS = 6, 8
_MOBILE = re.compile("0[789]0[0-9]{8}", re.ASCII)
# Messages to a telephone appear on a locked screen, so by default only urgent ones.
LINE_USES = ("asks", "results")
_PUSH_USES = ("asks", "results")


def read_mail(installation: Basics, typed: str, language: str) -> tuple[str, str]:
    """(address, ""), or ("", error message)."""
    environment = Environment(installation.clock.today(), installation.city.calendar)
    parsed = Email().parse({"": (typed,)}, FieldSettings(), environment)
    if parsed.mistakes:
        first = parsed.mistakes[0]
        return "", sentences(language)[first.key].format(label=_LABEL, **first.arguments)
    return str(parsed.value or ""), ""


def send_code(
    installation: Correspondence, unit: Unit, actor: Actor, person_id: str, address: str, language: str
) -> None:
    """Raises TooMany."""
    throttle.count(installation, unit, throttle.CODES_OF_PERSON, person_id)
    throttle.count(installation, unit, throttle.CODES_TO_ADDRESS, address.lower())
    mail_code(installation, unit, person_id, address, language)
    write_audit(installation, unit, actor, "ask for contact proof", detail="mail")


def mail_code(
    installation: Correspondence, unit: Unit, person_id: str, address: str, language: str, about: str = "mail"
) -> None:
    code = _ask(installation, unit, person_id, about, address, language, _MAIL_DIGITS)
    notify(
        installation, unit, Addressee(person_id, mail=address, language=language), "verify_mail",
        code=code, minutes=str(MINUTES),
    )  # fmt: skip


def asked_address(installation: Records, unit: Unit, person_id: str, about: str = "mail") -> str:
    now = to_micro(installation.clock.now())
    row = contacts.asked_proof(unit, person_id, about, now, MOST_TRIES)
    return "" if row is None else _address(installation.keys, row)


@dataclass(frozen=True)
class Proof:
    problem: str  # "", "wrong", or "ended" without tries left
    address: str = ""
    language: str = ""


def take_code(installation: Records, unit: Unit, person_id: str, typed: str, about: str = "mail") -> Proof:
    """Valid once. The caller commits in any case."""
    row = contacts.try_proof(unit, person_id, about, to_micro(installation.clock.now()), MOST_TRIES)
    if row is None:
        return Proof("ended")
    if not hmac.compare_digest(row.code_hash, _code_hash(installation.keys, about, person_id, _digits(typed))):
        return Proof("wrong" if row.tries < MOST_TRIES else "ended")
    contacts.end_proof(unit, row.id)
    return Proof("", _address(installation.keys, row), row.language)


def prove_mail(installation: Records, unit: Unit, actor: Actor, person_id: str, typed: str) -> str:
    proof = take_code(installation, unit, person_id, typed)
    if not proof.problem:
        keep_contact(installation, unit, person_id, "mail", proof.address, USES, proof.language)
        write_audit(installation, unit, actor, "prove contact", detail="mail")
    return proof.problem


def read_mobile(typed: str) -> str:
    """+81…, or "" if it is no mobile number."""
    digits = _digits(typed.replace("+81", "0"))
    return f"+81{digits[1:]}" if _MOBILE.fullmatch(digits) else ""


def text_code(
    installation: Correspondence, unit: Unit, actor: Actor, person_id: str, number: str, language: str
) -> None:
    """Raises TooMany."""
    throttle.count(installation, unit, throttle.CODES_OF_PERSON, f"sms {person_id}")
    throttle.count(installation, unit, throttle.CODES_TO_ADDRESS, number)
    code = _ask(installation, unit, person_id, "sms", number, language, _MAIL_DIGITS)
    facts = {"code": code, "minutes": str(MINUTES)}
    payload: dict[str, object] = {"to": number, "language": language, "link": "", "facts": facts}
    now = to_micro(installation.clock.now())
    enqueue(installation.keys, unit, "sms", VERIFY_TEXT, payload, once="", about=About(person_id=person_id), now=now)
    write_audit(installation, unit, actor, "ask for contact proof", detail="sms")


def prove_mobile(installation: Records, unit: Unit, actor: Actor, person_id: str, typed: str) -> str:
    proof = take_code(installation, unit, person_id, typed, "sms")
    if not proof.problem:
        keep_contact(installation, unit, person_id, "sms", proof.address, LINE_USES, proof.language)
        write_audit(installation, unit, actor, "prove contact", detail="sms")
    return proof.problem


def show_line_code(installation: Records, unit: Unit, actor: Actor, person_id: str, language: str) -> str:
    """Raises TooMany."""
    throttle.count(installation, unit, throttle.CODES_OF_PERSON, f"line {person_id}")
    write_audit(installation, unit, actor, "ask for contact proof", detail="line")
    return _ask(installation, unit, person_id, "line", "", language, _LINE_DIGITS)


def take_subscription(
    installation: Correspondence, unit: Unit, actor: Actor, person_id: str, subscription: str, language: str
) -> None:
    """Without proof: only the browser that made it can open a message. Raises BadRequest."""
    if installation.alerts is None or not installation.alerts.accepts(subscription):
        raise BadRequest("subscription")
    keep_contact(installation, unit, person_id, "push", subscription, _PUSH_USES, language)
    write_audit(installation, unit, actor, "prove contact", detail="push")


def is_line_code(text: str) -> bool:
    return len(_digits(text)) == _LINE_DIGITS


def prove_line(installation: Records, unit: Unit, event: LineEvent) -> bool:
    """For any message that looks like a code."""
    if not is_line_code(event.text):
        return False
    code = _digits(event.text)
    try:
        throttle.count(installation, unit, throttle.CODES_OF_ACCOUNT, event.account)
        throttle.count(installation, unit, throttle.CODES_OF_ALL_ACCOUNTS, "")
    except TooMany:
        return False
    row = contacts.take_proof(
        unit, "line", _code_hash(installation.keys, "line", "", code), to_micro(installation.clock.now())
    )
    if row is not None:
        keep_contact(installation, unit, row.person_id, "line", event.account, LINE_USES, row.language)
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
    installation: Records, unit: Unit, person_id: str, channel: str, address: str, language: str, digits: int
) -> str:
    code = f"{secrets.randbelow(10**digits):0{digits}}"
    name = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"contact_proof:{name}")
    ends = to_micro(installation.clock.now()) + MINUTES * _MINUTE
    # A LINE message has no name: the code alone identifies its owner, and is therefore longer.
    owner = "" if channel == "line" else person_id
    row = ProofRow(
        name, person_id, channel, _code_hash(installation.keys, channel, owner, code), language, stored.key_id, stored.wrapped,
        box.seal("address", address), 0, ends,
    )  # fmt: skip
    contacts.ask_proof(unit, row)
    return code


def _address(keys: KeyStore, row: ProofRow) -> str:
    box = sealer(keys, f"contact_proof:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    address: str = box.open("address", row.sealed_address)
    return address


def _code_hash(keys: Keys, channel: str, owner: str, code: str) -> bytes:
    key = keys.derive("contact codes")
    return hmac.digest(key, f"{channel}\0{owner}\0{code}".encode(), hashlib.sha256)


def _digits(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed[:100])
    kept = "".join(character for character in plain if character not in " -‐－ー\u3000\n\r\t")
    return kept if kept.isascii() and kept.isdigit() else ""
