"""A request is valid once, for two minutes, in one session and visit."""

from dataclasses import asdict, replace
from typing import Any

from integrations.sockets.card_socket import CardAgent, CardAsk, CardUse
from integrations.sockets.interfaces import AdapterError, Assertion, BasicFour, Callback, IdentityProvider
from integrations.sockets.register_socket import Resident
from portal.clock import Clock, to_micro
from portal.config import Settings
from portal.db import Unit
from portal.errors import NotFound, SignInFailed, required
from portal.logs import log
from portal.services.counter.needs import CounterNeeds, ReadsCards
from portal.services.filing.drafts import Draft
from portal.services.filing.gather_sources import keep_source
from portal.services.filing.note_protected import NOBODY, Looked, look_first
from portal.services.residents.match_resident import LINKED
from portal.services.residents.protect import REGISTER as BY_REGISTER
from portal.services.residents.protect import protect, protected_among
from portal.services.residents.read_card import read_card
from portal.services.residents.sign_in_attempts import begin_attempt, consume_attempt, new_request, request_of
from portal.services.residents.tie_to_register import resident_of
from portal.services.shared.codes import new_token
from portal.services.shared.known_sources import AT_COUNTER, CARD_FACE, LICENCE_FACE, Source
from portal.services.shared.needs import Basics, HasCardAgent, HasCardSignIn
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents.sessions import AttemptRow

REALM = "counter card"
# The holder typed the PIN of 券面事項入力補助 at the reader. Most have the same one for 住民基本台帳 (assumed); its machine asks again.
PIN_KNOWN = {"card": "pin", "card_pin": "known"}
_MINUTES = 3 * 60_000_000  # the agent's two, and one for the page


def card_agent(agent: CardAgent | None) -> CardAgent:
    """Raises NotFound without one."""
    if agent is None:
        raise NotFound("card agent")
    return agent


def card_sign_in(installation: HasCardSignIn) -> IdentityProvider:
    """Raises NotFound without one."""
    if installation.card_sign_in is None:
        raise NotFound("card sign-in")
    return installation.card_sign_in


def ask_proof(installation: HasCardSignIn, unit: Unit, whose: str, session: str, place: str) -> tuple[str, str]:
    request = new_request(_back(installation.settings, whose))
    begin_attempt(installation, unit, REALM, request.state, bound(session, whose), place=place, asked=request)
    return request.state, card_sign_in(installation).begin(request)


def judge_proof(installation: HasCardSignIn, draft_id: str, attempt: AttemptRow, number: str, answer: str) -> Assertion:
    """Outside a unit. Raises SignInFailed."""
    callback = Callback(number, answer)
    request = request_of(callback, attempt, _back(installation.settings, draft_id))
    try:
        return card_sign_in(installation).complete(callback, request, installation.clock.now())
    except AdapterError as error:
        raise SignInFailed(error.code) from None


def take_proof(
    installation: Basics, unit: Unit, draft: Draft, assertion: Assertion, resident: Resident | None, actor: Actor
) -> None:
    """Raises SignInFailed ATTRIBUTE_MISMATCH if an earlier card has another birthday."""
    face = _read_before(draft)
    born = resident.birth.isoformat() if resident is not None else ""
    if born and face.applicant.get("birth", born) != born:
        raise SignInFailed("ATTRIBUTE_MISMATCH")
    proof = {"provider": assertion.provider, "methods": list(assertion.methods[1:])}
    tied = {"register": LINKED} if resident is not None else {}
    keep_source(installation, unit, draft, replace(face, proof=proof | tied))
    write_audit(installation, unit, actor, "prove card", detail=f"{draft.procedure.id} {' '.join(assertion.methods)}")


def whose_proof(installation: CounterNeeds, assertion: Assertion) -> Resident | None:
    """By 番号紐付情報 only: 利用者証明用 carries no name. Outside a unit."""
    try:
        return resident_of(installation, assertion.serial)
    except AdapterError as error:
        log.warning("register", code=error.code, where=str(error))
        return None


def ask_face(installation: HasCardAgent, unit: Unit, whose: str, session: str, place: str) -> tuple[str, str]:
    """The one-time number and the agent's address. `whose`: draft or visit."""
    number = new_token()
    begin_attempt(installation, unit, REALM, number, bound(session, whose), place=place)
    return number, card_agent(installation.card_agent).ask(
        CardAsk(CardUse.ATTRIBUTES, number), installation.clock.now()
    )


def use_up(clock: Clock, unit: Unit, draft_id: str, session: str, number: str, realm: str = REALM) -> AttemptRow:
    """Commit before reading the answer. Raises SignInFailed NONCE_REPLAYED, NONCE_EXPIRED, or STATE_MISMATCH for
    another session or visit."""
    attempt = consume_attempt(clock, unit, realm, number, bound(session, draft_id))
    if to_micro(clock.now()) - attempt.made_at > _MINUTES:
        raise SignInFailed("NONCE_EXPIRED")
    return attempt


def take_face(
    installation: ReadsCards, unit: Unit, draft: Draft, number: str, answer: str, actor: Actor, looked: Looked = NOBODY
) -> None:
    """Stores prefilled values, not answers; no address of a protected person. Raises SignInFailed with the agent's or
    card's code, RegisterUnasked."""
    face, known = read_face(installation, unit, number, answer, looked)
    before = _read_before(draft) if face == CARD_FACE else Source(face, certainty=AT_COUNTER)
    keep_source(installation, unit, draft, replace(before, applicant=known))
    write_audit(installation, unit, actor, "read card", detail=f"{draft.procedure.id} {' '.join(sorted(known))}")


def read_face(
    installation: ReadsCards, unit: Unit, number: str, answer: str, looked: Looked = NOBODY
) -> tuple[str, dict[str, object]]:
    """The source and its facts. Of the register only whether it protects them is asked. Raises SignInFailed as `take_face`, RegisterUnasked."""
    try:
        card = card_agent(installation.card_agent).read(answer, CardAsk(CardUse.ATTRIBUTES, number))
    except AdapterError as error:
        raise SignInFailed(error.code) from None
    attributes = required(card.attributes, SignInFailed("SCOPE_MISSING"))
    known = read_card(_card(attributes), installation.city) | (PIN_KNOWN if card.by_pin else {})
    named = [(attributes.name, attributes.birth.isoformat())] if attributes.name and attributes.birth else []
    look_first(installation.register, frozenset(named), looked)
    if any(looked.get(person) for person in named):
        protect(installation, unit, Actor("system", "register"), named, BY_REGISTER)
    if protected_among(installation.protection_key, unit, named):
        known.pop("address", None)
    return LICENCE_FACE if card.licence else CARD_FACE, known


def _read_before(draft: Draft) -> Source:
    return draft.known.source(CARD_FACE) or Source(CARD_FACE, certainty=AT_COUNTER)


def _back(settings: Settings, draft_id: str) -> str:
    return f"{settings.base_url}/counter/drafts/{draft_id}"


def bound(session: str, draft_id: str) -> str:
    return f"{session} {draft_id}"


def _card(four: BasicFour) -> dict[str, Any]:
    return {"attributes": {**asdict(four), "birth": four.birth and four.birth.isoformat()}}
