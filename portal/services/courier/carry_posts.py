"""Letters inward, results outward."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms.city.notices import FACTS
from integrations.sockets.interfaces import KeyStore
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.outbox import About, enqueue, opened
from portal.services.residents.choose_contact import LETTER_USES
from portal.services.shared.needs import Records
from portal.services.shared.write_notice import messages, use_of
from portal.store.cases.applications import ApplicationRow
from portal.store.notices import deliveries

Payload = Mapping[str, Any]
_CAME = "courier:"
_MOST = 50  # per application
_ENDED = ("sent", "given_up")


def report_posts(keys: KeyStore, unit: Unit, application_id: int) -> dict[str, Any]:
    letters = []
    for row in deliveries.letters_of(unit, application_id):
        if row.state == "waiting":
            payload = opened(keys, row)
            kept = {name: payload[name] for name in ("language", "link", "facts")}
            letters.append({"id": row.id, "message": row.message, **kept})
    return {"posts": letters} if letters else {}


def apply_posts(installation: Records, unit: Unit, row: ApplicationRow, letters: Sequence[Payload]) -> None:
    """Skips unknown notices: the city's paper would carry them."""
    now = to_micro(installation.clock.now())
    for letter in letters[:_MOST]:
        if row.person_id is None or not _fits(letter):
            continue
        payload = {"to": "", "language": letter["language"], "link": letter["link"], "facts": letter["facts"]}
        about = About(row.duty, row.person_id, row.id)
        once = f"{_CAME}{letter['id']}"
        enqueue(installation.keys, unit, "letter", letter["message"], payload, once=once, about=about, now=now)


def _fits(letter: Payload) -> bool:
    facts, texts = letter["facts"], [letter[name] for name in ("id", "message", "language", "link")]
    valid = all(isinstance(text, str) and len(text) < 200 for text in (*texts, *facts.values()))
    return (
        valid and set(facts) <= FACTS and letter["message"] in messages() and use_of(letter["message"]) in LETTER_USES
        and letter["link"].startswith("/")
    )  # fmt: skip


def report_posted(unit: Unit, application_id: int) -> dict[str, Any]:
    ended = {
        row.once.removeprefix(_CAME): row.state
        for row in deliveries.letters_of(unit, application_id)
        if row.once.startswith(_CAME) and row.state in _ENDED
    }
    return {"posted": ended} if ended else {}


def apply_posted(clock: Clock, unit: Unit, application_id: int, results: Mapping[str, str]) -> None:
    for row in deliveries.letters_of(unit, application_id):
        if results.get(row.id) in _ENDED:
            deliveries.close(unit, row.id, results[row.id], "", to_micro(clock.now()))
