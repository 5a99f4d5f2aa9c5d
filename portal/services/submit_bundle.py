"""Sends a bundle: each of its parts becomes an application, or none does, whatever is clicked twice or killed between."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.path import Path
from portal.clock import to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.admit import closed_words
from portal.services.admit_capacity import room_left
from portal.services.admit_once import was_sent
from portal.services.drafts import Draft, whole_path
from portal.services.fit_bundle import why_alone
from portal.services.installation import Installation
from portal.services.note_protected import NOBODY, Looked, look_first
from portal.services.notify import Addressee, notify
from portal.services.open_bundle import Bundle
from portal.services.people_in import people_in
from portal.services.receipt_number import draw
from portal.services.submit_application import Arrival, Sent, submit_application
from portal.services.who_files import MANDATES, role_of
from portal.services.write_audit import write_audit
from portal.store import applications, bundles, late_papers

# What keeps a part, and with it the whole bundle, from being sent (`bundle.refused.<why>`).
CLOSED, ROOM, AGAIN, FULL, ALONE, OPEN = "closed", "no_room", "again", "full", "alone", "open"


@dataclass(frozen=True)
class Kept:
    """The first part that cannot be sent, and why; `path`: as it was walked, where times were gone."""

    draft: Draft
    why: str
    path: Path | None = None


def what_keeps(installation: Installation, unit: Unit, bundle: Bundle) -> Kept | None:
    """What is known before it is tried: a part that is closed or full by now, is for somebody else, or must be filed alone."""
    today = installation.clock.today()
    for draft in bundle.drafts:
        speech = installation.speech(draft.procedure, "ja")
        if closed_words(installation, draft.procedure, speech, today):
            return Kept(draft, CLOSED)
        path = whole_path(installation, draft)
        role = role_of(draft.procedure, path.answers)
        if role in MANDATES or why_alone(installation, draft.procedure):
            return Kept(draft, ALONE)
        if room_left(installation, unit, draft.procedure, path.year) == 0:
            return Kept(draft, ROOM)
        if was_sent(installation, unit, draft.procedure, draft.row.person_id):
            return Kept(draft, AGAIN)
    return None


def submit_bundle(
    installation: Installation, unit: Unit, bundle: Bundle, actor: Actor, arrival: Arrival,
    evidence: Mapping[str, Mapping[str, Any]], looked: Looked = NOBODY, signed: Mapping[str, str] = {},
) -> str | Kept:  # fmt: skip
    """The number of the bundle; the first one's if it was sent before. `evidence` and `signed` (the document that was signed) by the
    id of a part. Where one is kept nothing may be committed: some of the others are stored by then. The caller commits."""
    standing = bundles.by_id(unit, bundle.id)
    if standing is None:
        raise Conflict("bundle")
    if standing.number is not None:
        return standing.number
    kept = what_keeps(installation, unit, bundle)
    if kept is not None:
        return kept
    look_first(installation, _people(bundle), looked)
    # Everybody in the same order, so that two bundles that want the last places of the same two never wait for each other.
    for draft in sorted(bundle.drafts, key=lambda one: (one.procedure.duty, one.procedure.id, one.id)):
        sent = submit_application(
            installation, unit, draft, actor, arrival, evidence[draft.id], looked, signed.get(draft.id, ""), alone=False
        )
        if not sent.receipt_number:
            return Kept(draft, _why(sent), sent.path)
    number = _number(installation, unit, bundle, arrival)
    _leave_out_others(unit, bundle)
    _tell(installation, unit, bundle, number)
    write_audit(installation, unit, actor, "submit bundle", detail=f"{number} {len(bundle.drafts)} parts")
    return number


def _people(bundle: Bundle) -> frozenset[tuple[str, str]]:
    return frozenset[tuple[str, str]]().union(*(people_in(one.procedure, one.answers) for one in bundle.drafts))


def _why(sent: Sent) -> str:
    if sent.no_room:
        return ROOM
    if sent.again:
        return AGAIN
    return FULL if sent.full else OPEN


def _number(installation: Installation, unit: Unit, bundle: Bundle, arrival: Arrival) -> str:
    """Nobody's receipt number: whoever says it on the telephone is asked nothing else. Conflict where none is free."""
    day, now = tokyo_day(arrival.at), to_micro(installation.clock.now())
    for _ in range(5):
        number = draw(day, installation.settings.zone)
        if applications.by_number(unit, number) or bundles.by_number(unit, number):
            continue
        if bundles.send(unit, bundle.id, number, now):
            return number
    raise Conflict("bundle")


def _leave_out_others(unit: Unit, bundle: Bundle) -> None:
    """What was thrown away before is no part of what was filed together."""
    filed = {draft.id for draft in bundle.drafts}
    for uid in bundles.uids(unit, bundle.id):
        if uid not in filed:
            bundles.take_out(unit, uid)


def _tell(installation: Installation, unit: Unit, bundle: Bundle, number: str) -> None:
    """Once, that all of it arrived; `until`: the first day of a paper that follows."""
    rows = [row for draft in bundle.drafts if (row := applications.by_uid(unit, draft.id)) is not None]
    days = late_papers.first_dues(unit, [row.id for row in rows])
    facts = {"receipt": number, "count": str(len(rows))} | ({"until": min(days.values())} if days else {})
    to = Addressee(rows[0].person_id, rows[0].id)
    notify(
        installation, unit, to, "bundle_received", link=f"/bundles/{bundle.id}", once=f"received:{bundle.id}", **facts
    )
