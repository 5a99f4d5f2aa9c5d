"""Repeated and late events change nothing."""

from integrations.sockets.notices import LineEvent
from portal.db import Unit
from portal.services.residents.contact_book import address_hash
from portal.services.residents.prove_contact import prove_line
from portal.services.shared.needs import Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import contacts


def receive_line_event(installation: Records, unit: Unit, event: LineEvent) -> None:
    """The caller has verified LINE's signature."""
    if event.kind == "message":
        prove_line(installation, unit, event)
    if event.kind not in ("follow", "unfollow"):
        return
    happened_at = event.at * 1000
    for row in contacts.by_address(unit, "line", address_hash(installation.keys, "line", event.account)):
        # LINE repeats unanswered events in any order: only newer ones count.
        if happened_at <= row.changed_at:
            continue
        change = contacts.mark_bad if event.kind == "unfollow" else contacts.mark_good
        if change(unit, row.id, happened_at):
            bad = event.kind == "unfollow"
            action, detail = ("mark contact bad", "LINE_UNFOLLOWED") if bad else ("mark contact good", "LINE_FOLLOWED")
            # The name that stored records have.
            write_audit(installation, unit, Actor("system", "hear_line"), action, detail=detail)
