"""What LINE tells us: somebody sends a code, shuts us out, or lets us in again. Told twice, or late, it changes nothing."""

from integrations.notices import LineEvent
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.contact_book import address_hash
from portal.services.installation import Installation
from portal.services.prove_contact import prove_line
from portal.services.write_audit import write_audit
from portal.store import contacts


def hear_line(installation: Installation, unit: Unit, event: LineEvent) -> None:
    """`event` is LINE's own: the caller has checked the signature."""
    if event.kind == "message":
        prove_line(installation, unit, event)
        return
    at = event.at * 1000
    for row in contacts.by_address(unit, "line", address_hash(installation, "line", event.account)):
        # Events are told again when an answer was lost, in any order: only what is newer than what we know counts.
        if at <= row.changed_at:
            continue
        change = contacts.mark_bad if event.kind == "unfollow" else contacts.mark_good
        if change(unit, row.id, at):
            bad = event.kind == "unfollow"
            action, detail = ("mark contact bad", "LINE_UNFOLLOWED") if bad else ("mark contact good", "LINE_FOLLOWED")
            write_audit(installation, unit, Actor("system", "hear_line"), action, detail=detail)
