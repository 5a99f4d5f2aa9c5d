"""Notices that go by letter, between the zones: outside somebody wished it, or a mail came back, and nobody there has a printer. Inside the
letter stands on the delivery board like any other; what became of it is heard outside."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.outbox import About, enqueue, opened
from portal.services.choose_contact import LETTER_USES
from portal.services.installation import Installation
from portal.services.write_notice import FACTS, messages, use_of
from portal.store import deliveries
from portal.store.applications import ApplicationRow

Said = Mapping[str, Any]
_CAME = "courier:"
_MOST = 50  # of one application
_ENDED = ("sent", "given_up")


def tell_posts(installation: Installation, unit: Unit, application_id: int) -> dict[str, Any]:
    """Outside: those that nobody has posted yet; {} for none. What they say is a notice, and no address."""
    told = []
    for row in deliveries.letters_of(unit, application_id):
        if row.state == "waiting":
            payload = opened(installation.keys, row)
            kept = {name: payload[name] for name in ("language", "link", "facts")}
            told.append({"id": row.id, "message": row.message, **kept})
    return {"posts": told} if told else {}


def hear_posts(installation: Installation, unit: Unit, row: ApplicationRow, told: Sequence[Said]) -> None:
    """Inside, each once. The caller commits. What is no notice of ours is passed over: it is printed on paper of the city."""
    now = to_micro(installation.clock.now())
    for one in told[:_MOST]:
        if row.person_id is None or not _fits(one):
            continue
        payload = {"to": "", "language": one["language"], "link": one["link"], "facts": one["facts"]}
        about = About(row.duty, row.person_id, row.id)
        once = f"{_CAME}{one['id']}"
        enqueue(installation.keys, unit, "letter", one["message"], payload, once=once, about=about, now=now)


def _fits(one: Said) -> bool:
    facts, texts = one["facts"], [one[name] for name in ("id", "message", "language", "link")]
    right = all(isinstance(text, str) and len(text) < 200 for text in (*texts, *facts.values()))
    return (
        right and set(facts) <= FACTS and one["message"] in messages() and use_of(one["message"]) in LETTER_USES
        and one["link"].startswith("/")
    )  # fmt: skip


def tell_posted(unit: Unit, application_id: int) -> dict[str, Any]:
    """Inside: what became of those that came by courier; {} while nothing did."""
    ended = {
        row.once.removeprefix(_CAME): row.state
        for row in deliveries.letters_of(unit, application_id)
        if row.once.startswith(_CAME) and row.state in _ENDED
    }
    return {"posted": ended} if ended else {}


def hear_posted(installation: Installation, unit: Unit, application_id: int, told: Mapping[str, str]) -> None:
    """Outside. The caller commits."""
    for row in deliveries.letters_of(unit, application_id):
        if told.get(row.id) in _ENDED:
            deliveries.close(unit, row.id, told[row.id], "", to_micro(installation.clock.now()))
