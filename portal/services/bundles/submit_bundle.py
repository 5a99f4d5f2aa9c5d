"""Every part becomes an application, or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.path.filer import MANDATES, role_of
from forms.path.path import Path
from portal.clock import to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, required
from portal.services.bundles.fit_bundle import why_alone
from portal.services.bundles.open_bundle import Bundle
from portal.services.filing.admit_capacity import room_left
from portal.services.filing.admit_once import was_sent
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import Draft, whole_path
from portal.services.filing.needs import FilingNeeds
from portal.services.filing.note_protected import NOBODY, Looked, look_first
from portal.services.filing.submit_application import submit_application
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics, Correspondence, HasLookUpKey
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.people_in import people_in
from portal.services.shared.receipt_number import draw_unused
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bundles import bundles
from portal.store.cases import applications
from portal.store.my_cases import late_papers

# What keeps a part, and with it the whole bundle, from being sent (`bundle.refused.<why>`).
CLOSED, ROOM, AGAIN, FULL, ALONE, OPEN = "closed", "no_room", "again", "full", "alone", "open"


@dataclass(frozen=True)
class Kept:
    draft: Draft
    why: str
    path: Path | None = None  # if times were gone


def what_keeps(installation: HasLookUpKey, unit: Unit, bundle: Bundle) -> Kept | None:
    today = installation.clock.today()
    for draft in bundle.drafts:
        speech = speech_of(draft.procedure, "ja")
        if installation.rules.closed_words(draft.procedure, speech, today):
            return Kept(draft, CLOSED)
        path = whole_path(installation, draft)
        role = role_of(draft.procedure, path.answers)
        if role in MANDATES or why_alone(draft.procedure):
            return Kept(draft, ALONE)
        if room_left(installation, unit, draft.procedure, path.year) == 0:
            return Kept(draft, ROOM)
        if was_sent(installation, unit, draft.procedure, draft.row.person_id):
            return Kept(draft, AGAIN)
    return None


def submit_bundle(
    installation: FilingNeeds, unit: Unit, bundle: Bundle, actor: Actor, arrival: Arrival,
    evidence: Mapping[str, Mapping[str, Any]], looked: Looked = NOBODY, signed: Mapping[str, str] = {},
) -> str | Kept:  # fmt: skip
    """The bundle's number; the first one's if sent before. `evidence`, `signed` (document) by part. With a Kept the caller does not commit."""
    standing = required(bundles.by_id(unit, bundle.id), Conflict("bundle"))
    if standing.number is not None:
        return standing.number
    kept = what_keeps(installation, unit, bundle)
    if kept is not None:
        return kept
    look_first(installation.register, _people(bundle), looked)
    # Everybody in the same order, so that two bundles that want the last places of the same two never wait for each other.
    for draft in sorted(bundle.drafts, key=lambda part: (part.procedure.duty, part.procedure.id, part.id)):
        sent = submit_application(
            installation, unit, draft, actor, arrival, evidence[draft.id], looked, signed.get(draft.id, ""), alone=False
        )
        if not sent.receipt_number:
            return Kept(draft, _why(sent), sent.path)
    number = _number(installation, unit, bundle, arrival)
    _leave_out_others(unit, bundle)
    _notify(installation, unit, bundle, number)
    write_audit(installation, unit, actor, "submit bundle", detail=f"{number} {len(bundle.drafts)} parts")
    return number


def _people(bundle: Bundle) -> frozenset[tuple[str, str]]:
    return frozenset[tuple[str, str]]().union(*(people_in(draft.procedure, draft.answers) for draft in bundle.drafts))


def _why(sent: Sent) -> str:
    if sent.no_room:
        return ROOM
    if sent.again or sent.unfit:
        return AGAIN
    return FULL if sent.full else OPEN


def _number(installation: Basics, unit: Unit, bundle: Bundle, arrival: Arrival) -> str:
    # Differs from receipt numbers too. Raises Conflict if none is free.
    day, now = tokyo_day(arrival.at), to_micro(installation.clock.now())
    for _ in range(5):
        number = draw_unused(installation.settings, unit, day)
        if applications.by_number(unit, number) or bundles.by_number(unit, number):
            continue
        if bundles.send(unit, bundle.id, number, now):
            return number
    raise Conflict("bundle")


def _leave_out_others(unit: Unit, bundle: Bundle) -> None:
    filed = {draft.id for draft in bundle.drafts}
    for uid in bundles.uids(unit, bundle.id):
        if uid not in filed:
            bundles.take_out(unit, uid)


def _notify(installation: Correspondence, unit: Unit, bundle: Bundle, number: str) -> None:
    # Once for all parts.
    rows = [row for draft in bundle.drafts if (row := applications.by_uid(unit, draft.id)) is not None]
    days = late_papers.first_dues(unit, [row.id for row in rows])
    facts = {"receipt": number, "count": str(len(rows))} | ({"until": min(days.values())} if days else {})
    to = Addressee(rows[0].person_id, rows[0].id)
    notify(
        installation, unit, to, "bundle_received", link=f"/bundles/{bundle.id}", once=f"received:{bundle.id}", **facts
    )
