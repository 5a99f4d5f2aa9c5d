"""A card on the reader of a counter: asks the agent on the clerk's computer for one use, and takes what came back. Each question is
good once, for two minutes, in this session and for this visit."""

from dataclasses import asdict, replace
from typing import Any

from integrations.card_socket import CardAgent, CardAsk, CardUse
from integrations.interfaces import (
    AdapterError,
    Assertion,
    BasicFour,
    Callback,
    IdentityProvider,
)
from integrations.register_socket import Resident
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound, SignInFailed
from portal.logs import log
from portal.services.actor import Actor
from portal.services.drafts import Draft
from portal.services.gather_sources import keep_source
from portal.services.installation import Installation
from portal.services.match_resident import LINKED
from portal.services.protect import protected_among
from portal.services.read_card import read_card
from portal.services.sign_in_attempts import begin_attempt, consume_attempt, new_request, request_of
from portal.services.tie_to_register import resident_of
from portal.services.tokens import new_token
from portal.services.told import AT_COUNTER, CARD, Source
from portal.services.write_audit import write_audit
from portal.store.sessions import AttemptRow

REALM = "counter card"
_MINUTES = 3 * 60_000_000  # the agent's two, and what the page needs


def card_agent(installation: Installation) -> CardAgent:
    """NotFound where this city has none."""
    if installation.card_agent is None:
        raise NotFound("card agent")
    return installation.card_agent


def card_sign_in(installation: Installation) -> IdentityProvider:
    """NotFound where nobody can judge a card."""
    if installation.card_sign_in is None:
        raise NotFound("card sign-in")
    return installation.card_sign_in


def ask_proof(installation: Installation, unit: Unit, whose: str, session: str, place: str) -> tuple[str, str]:
    """As `ask_face`: that it is a living card, and that its holder is here (利用者証明用). The caller commits."""
    request = new_request(_back(installation, whose))
    begin_attempt(installation, unit, REALM, request.state, bound(session, whose), place=place, asked=request)
    return request.state, card_sign_in(installation).begin(request)


def judge_proof(installation: Installation, draft_id: str, attempt: AttemptRow, number: str, answer: str) -> Assertion:
    """Asks about revocation: no unit may be open. SignInFailed with the code of why it is none."""
    callback = Callback(number, answer)
    request = request_of(callback, attempt, _back(installation, draft_id))
    try:
        return card_sign_in(installation).complete(callback, request, installation.clock.now())
    except AdapterError as error:
        raise SignInFailed(error.code) from None


def take_proof(
    installation: Installation, unit: Unit, draft: Draft, assertion: Assertion, resident: Resident | None, actor: Actor
) -> None:
    """Keeps by what the card was proved; it goes with the application. `resident`: whose it is. SignInFailed
    ATTRIBUTE_MISMATCH where the card that was read before names somebody born on another day. The caller commits."""
    face = _read_before(draft)
    born = resident.birth.isoformat() if resident is not None else ""
    if born and face.applicant.get("birth", born) != born:
        raise SignInFailed("ATTRIBUTE_MISMATCH")
    proof = {"provider": assertion.provider, "methods": list(assertion.methods[1:])}
    tied = {"register": LINKED} if resident is not None else {}
    keep_source(installation, unit, draft, replace(face, proof=proof | tied))
    write_audit(installation, unit, actor, "prove card", detail=f"{draft.procedure.id} {' '.join(assertion.methods)}")


def whose_proof(installation: Installation, assertion: Assertion) -> Resident | None:
    """Whom of the register the proved card belongs to, by 番号紐付情報 alone: 利用者証明用 names nobody. None where nothing is known
    there. Asks neighbours: no unit may be open."""
    try:
        return resident_of(installation, assertion.serial)
    except AdapterError as failed:
        log.warning("register", code=failed.code)
        return None


def ask_face(installation: Installation, unit: Unit, whose: str, session: str, place: str) -> tuple[str, str]:
    """The question's one-time number, and where the page sends it: what is printed on the card. `whose`: the draft or visit it is for;
    `session`: the token of the clerk's session. The caller commits."""
    number = new_token()
    begin_attempt(installation, unit, REALM, number, bound(session, whose), place=place)
    return number, card_agent(installation).ask(CardAsk(CardUse.ATTRIBUTES, number), installation.clock.now())


def use_up(
    installation: Installation, unit: Unit, draft_id: str, session: str, number: str, realm: str = REALM
) -> AttemptRow:
    """To be committed before the answer is looked at, whatever it is. SignInFailed NONCE_REPLAYED, NONCE_EXPIRED, or
    STATE_MISMATCH for the question of another session or visit."""
    attempt = consume_attempt(installation, unit, realm, number, bound(session, draft_id))
    if to_micro(installation.clock.now()) - attempt.made_at > _MINUTES:
        raise SignInFailed("NONCE_EXPIRED")
    return attempt


def take_face(installation: Installation, unit: Unit, draft: Draft, number: str, answer: str, actor: Actor) -> None:
    """Keeps what the card says beside the draft: it stands in the boxes, and is no answer before the clerk has seen it. Of
    somebody protected no address is shown. SignInFailed with the agent's or the card's code. The caller commits."""
    known = read_face(installation, unit, number, answer)
    keep_source(installation, unit, draft, replace(_read_before(draft), applicant=known))
    write_audit(installation, unit, actor, "read card", detail=f"{draft.procedure.id} {' '.join(sorted(known))}")


def read_face(installation: Installation, unit: Unit, number: str, answer: str) -> dict[str, object]:
    """What the card says, as answers. SignInFailed as `take_face`."""
    try:
        told = card_agent(installation).read(answer, CardAsk(CardUse.ATTRIBUTES, number)).attributes
    except AdapterError as error:
        raise SignInFailed(error.code) from None
    if told is None:
        raise SignInFailed("SCOPE_MISSING")
    known = read_card(_card(told), installation.city)
    if told.birth and protected_among(installation, unit, [(told.name, told.birth.isoformat())]):
        known.pop("address", None)
    return known


def _read_before(draft: Draft) -> Source:
    return draft.told.source(CARD) or Source(CARD, certainty=AT_COUNTER)


def _back(installation: Installation, draft_id: str) -> str:
    return f"{installation.settings.base_url}/counter/drafts/{draft_id}"


def bound(session: str, draft_id: str) -> str:
    """To whom a question is bound: this session, and this visit."""
    return f"{session} {draft_id}"


def _card(four: BasicFour) -> dict[str, Any]:
    return {"attributes": {**asdict(four), "birth": four.birth and four.birth.isoformat()}}
