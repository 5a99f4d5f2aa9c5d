"""A card on the reader of a counter: asks the agent on the clerk's computer for one use, and takes what came back. Each question is
good once, for two minutes, in this session and for this visit."""

from dataclasses import asdict
from typing import Any

from integrations.card_socket import CardAgent, CardAsk, CardUse
from integrations.interfaces import AdapterError, BasicFour
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound, SignInFailed
from portal.services.actor import Actor
from portal.services.drafts import Draft
from portal.services.gather_sources import keep_source
from portal.services.installation import Installation
from portal.services.protect import protected_among
from portal.services.read_card import read_card
from portal.services.sign_in_attempts import begin_attempt, consume_attempt
from portal.services.tokens import new_token
from portal.services.told import AT_COUNTER, CARD, Source
from portal.services.write_audit import write_audit

REALM = "counter card"
_MINUTES = 3 * 60_000_000  # the agent's two, and what the page needs


def card_agent(installation: Installation) -> CardAgent:
    """NotFound where this city has none."""
    if installation.card_agent is None:
        raise NotFound("card agent")
    return installation.card_agent


def ask_face(installation: Installation, unit: Unit, draft: Draft, session: str, place: str) -> tuple[str, str]:
    """The question's one-time number, and where the page sends it: what is printed on the card. `session`: the token of the
    clerk's session. The caller commits."""
    number = new_token()
    begin_attempt(installation, unit, REALM, number, _bound(session, draft.id), place=place)
    return number, card_agent(installation).ask(CardAsk(CardUse.ATTRIBUTES, number), installation.clock.now())


def use_up(installation: Installation, unit: Unit, draft_id: str, session: str, number: str) -> None:
    """To be committed before the answer is looked at, whatever it is. SignInFailed NONCE_REPLAYED, NONCE_EXPIRED, or
    STATE_MISMATCH for the question of another session or visit."""
    attempt = consume_attempt(installation, unit, REALM, number, _bound(session, draft_id))
    if to_micro(installation.clock.now()) - attempt.made_at > _MINUTES:
        raise SignInFailed("NONCE_EXPIRED")


def take_face(installation: Installation, unit: Unit, draft: Draft, number: str, answer: str, actor: Actor) -> None:
    """Keeps what the card says beside the draft: it stands in the boxes, and is no answer before the clerk has seen it. Of
    somebody protected no address is shown. SignInFailed with the agent's or the card's code. The caller commits."""
    try:
        told = card_agent(installation).read(answer, CardAsk(CardUse.ATTRIBUTES, number)).attributes
    except AdapterError as error:
        raise SignInFailed(error.code) from None
    if told is None:
        raise SignInFailed("SCOPE_MISSING")
    known = read_card(_card(told), installation.city)
    if told.birth and protected_among(installation, unit, [(told.name, told.birth.isoformat())]):
        known.pop("address", None)
    keep_source(installation, unit, draft, Source(CARD, applicant=known, certainty=AT_COUNTER))
    write_audit(installation, unit, actor, "read card", detail=f"{draft.procedure.id} {' '.join(sorted(known))}")


def _bound(session: str, draft_id: str) -> str:
    return f"{session} {draft_id}"


def _card(four: BasicFour) -> dict[str, Any]:
    return {"attributes": {**asdict(four), "birth": four.birth and four.birth.isoformat()}}
