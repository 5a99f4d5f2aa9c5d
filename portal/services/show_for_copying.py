"""One application in the columns of a layout, for whoever types it over (方式1) or pulls it into an entry screen (方式3).

It is seen and recorded, not handed over: a batch does that, exactly once."""

from dataclasses import replace

from integrations.layout_socket import NUMBER_USE, Batch, Layout, ShownCase
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.choose_sign import chosen
from portal.services.export_records import record_of
from portal.services.holds import kept_from_batch
from portal.services.installation import Installation
from portal.services.people_in import people_in
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, hand_overs


def show_for_copying(
    installation: Installation, unit: Unit, member: Member, layout: Layout, receipt_number: str
) -> ShownCase:
    """Recorded as seen; the caller commits. NotFound, and NotYours shown as the same, without a right to hand its duty over, and
    for what the layout does not take: another procedure, or a state before 実質審査, and by one that carries 個人番号, which are looked at
    one by one for a stated purpose. Empty where a hold keeps it here."""
    row = applications.by_number(unit, receipt_number)
    if row is None:
        raise NotFound("application")
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
