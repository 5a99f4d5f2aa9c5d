"""An application that was typed over (方式1) or read by an entry screen (方式3) is handed over."""

from integrations.sockets.layout_socket import Layout
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound, NotYours, required
from portal.services.cases.holds import kept_from_batch
from portal.services.handover.hand_over_times import ONE_BY_ONE, method_of, read_hand_over_times
from portal.services.handover.records import waiting_item
from portal.services.shared.needs import HasLayouts
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.handover import batch_steps, hand_over_changes, hand_overs, layout_versions
from portal.store.handover.batch_steps import ACKNOWLEDGED, BatchStepRow
from portal.store.handover.hand_overs import NEW, BatchRow, ItemRow


def mark_of(item: ItemRow) -> str:
    """Of what was seen: answers and state."""
    return f"{item.answers_revision}.{item.state}.{item.change}"


def to_copy(installation: HasLayouts, unit: Unit, layout: Layout, row: ApplicationRow) -> ItemRow | None:
    """None if it does not wait for this layout, goes in a batch, or is held. Raises Refused."""
    if method_of(installation.city, row.procedure, layout.id, installation.clock.today()) not in ONE_BY_ONE:
        return None
    if kept_from_batch(unit, [row.id]):
        return None
    return waiting_item(unit, layout, row.duty, row.procedure, row.id)


def layouts_to_copy(installation: HasLayouts, unit: Unit, row: ApplicationRow) -> list[Layout]:
    """Those that this application waits for, to be copied. Raises Refused."""
    chosen = [
        each.layout for each in read_hand_over_times(installation.city).methods if each.procedure == row.procedure
    ]
    layouts = [installation.layouts[name] for name in dict.fromkeys(chosen) if name in installation.layouts]
    return [layout for layout in layouts if to_copy(installation, unit, layout, row)]


def note_copied(
    installation: HasLayouts, unit: Unit, member: Member, layout: Layout, receipt_number: str, seen: str
) -> ApplicationRow | None:  # fmt: skip
    """None if it changed since it was seen. Once more changes nothing. Raises NotFound, NotYours, Conflict."""
    row = required(applications.by_number(unit, receipt_number), NotFound("application"))
    if not member.may("export", row.duty):
        raise NotYours("application")
    item = to_copy(installation, unit, layout, row)
    if item is None:
        if layout.id in {batch.layout for batch in hand_overs.of_application(unit, row.id)}:
            return row
        raise NotFound("application")
    if mark_of(item) != seen:
        return None
    batch_id = _batch_of_today(installation, unit, member, layout, row.duty)
    fresh = row.id, item.answers_revision, item.state
    if item.change == NEW:
        added = hand_overs.add_one(unit, layout.id, batch_id, fresh)
    else:
        before = hand_over_changes.count(unit, batch_id)
        added = hand_over_changes.add(unit, layout.id, batch_id, [(*fresh, item.change)]) > before
    if not added:
        raise Conflict("copied")
    write_audit(
        installation, unit, member.actor, "note copied", application_id=row.id, detail=f"{layout.id} {mark_of(item)}"
    )
    return row


def _batch_of_today(installation: HasLayouts, unit: Unit, member: Member, layout: Layout, duty: str) -> int:
    # Without files; nothing is left to be acknowledged: the member who copied it has seen it arrive.
    now = to_micro(installation.clock.now())
    number = f"C{installation.clock.today():%Y%m%d}-{member.id}-{layout.id}-{duty}"
    existing = hand_overs.by_number(unit, number)
    if existing is not None:
        return existing.id
    if not layout_versions.use(unit, layout.id, layout.version, layout.digest, now):
        raise Conflict("layout")
    batch_id = hand_overs.add_batch(
        unit, BatchRow(0, number, layout.id, layout.version, duty, member.id, now, None, "", "[]")
    )
    if batch_id is None:
        raise Conflict("batch")
    batch_steps.add(
        unit, BatchStepRow(0, f"{ACKNOWLEDGED}:{batch_id}", batch_id, ACKNOWLEDGED, now, str(member.actor), 0)
    )
    return batch_id
