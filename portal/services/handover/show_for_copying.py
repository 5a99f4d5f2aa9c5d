"""An application in a layout's columns, for typing over (方式1) or an entry screen (方式3)."""

from dataclasses import replace

from integrations.sockets.layout_socket import NUMBER_USE, Batch, Layout, ShownCase
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound, NotYours, required
from portal.services.cases.holds import kept_from_batch
from portal.services.handover.choose_character import chosen
from portal.services.handover.needs import HandoverNeeds
from portal.services.handover.records import record_of
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.handover import hand_overs


def show_for_copying(
    installation: HandoverNeeds, unit: Unit, member: Member, layout: Layout, receipt_number: str
) -> ShownCase:
    """Audited. Raises NotYours; NotFound, also for other procedures, states before 実質審査 and layouts with
    個人番号. Nothing if held."""
    row = required(applications.by_number(unit, receipt_number), NotFound("application"))
    if not member.may("export", row.duty):
        raise NotYours("application")
    if (
        layout.purpose == NUMBER_USE
        or not layout.fits(row.procedure, row.version)
        or not hand_overs.goes_out(unit, row.id)
    ):
        raise NotFound("application")
    write_audit(installation, unit, member.actor, "see case in layout", application_id=row.id, detail=layout.id)
    if kept_from_batch(unit, [row.id]):
        return ShownCase((), ())
    item, now = hand_overs.item(unit, row.id), installation.clock.now()
    record = record_of(installation, unit, item)
    people = people_in(installation.catalogue.version(unit, item.meaning), record.answers)
    choices = chosen(installation, unit, layout.id, [(row.id, people)], to_micro(now))
    city = installation.city
    batch = Batch("0", now, city.code, facts={"care_insurer": city.care_insurer})
    return layout.shown(replace(record, choices=choices.get(row.id, {})), batch)
