"""What sections do each week."""

from datetime import timedelta

from portal.cli.demo_city.making import Making
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Refusal
from portal.services.cases.cases import case_of_member
from portal.services.fees.close_till import close_till, count_till, till_sheet
from portal.services.handover.hand_over import hand_over
from portal.services.handover.records import waiting_count
from portal.services.notices.check_letter import check_letter
from portal.services.notices.dispatch_note import note_of
from portal.services.notices.pack_letters import batch_of_member, mark_sent, pack_letters, print_batch
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.notices import dispatches
from portal.store.notices.dispatches import WAITING, DispatchRow

_MOST = 100
_GENERIC = "generic."


def keep_up(making: Making) -> None:
    """The last two days stay for the next time."""
    for duty in making.installation.city.duties:
        send_letters(making, duty)
        hand_duty_over(making, duty)


def close_tills(making: Making) -> None:
    """But today's."""
    installation, day = making.installation, making.installation.clock.today().isoformat()
    counting, signing = making.staff["madoguchi"], making.staff["shinsa"]
    for counter in installation.city.counters:
        with installation.database.change() as unit:
            sheet = till_sheet(installation.keys, unit, counter.id, day)
            if sheet.lines:
                cash = sum(line.amount for line in sheet.lines)
                count_till(installation, unit, counting, counter.id, day, cash, "", len(sheet.lines))
                close_till(installation, unit, signing, counter.id, day)


def send_letters(making: Making, duty: str) -> None:
    installation, member = making.installation, making.reviewer(duty)
    since = to_micro(installation.clock.now() - timedelta(days=2))
    with installation.database.write() as unit:
        waiting = [row for row in dispatches.in_state(unit, duty, WAITING, most=_MOST) if row.put_at < since]
        checked = [row.id for row in waiting if _check(making, unit, member, row)]
        if not checked:
            unit.commit()
            return
        batch_id = pack_letters(installation, unit, member, duty, checked)
        printed, _stopped = print_batch(installation, unit, member, batch_of_member(unit, member, batch_id, "deliver"))
        if printed is not None:
            batch = batch_of_member(unit, member, batch_id, "deliver")
            mark_sent(installation, unit, member, batch, checked, installation.clock.today().isoformat())
        unit.commit()


def _check(making: Making, unit: Unit, member: Member, row: DispatchRow) -> bool:
    application = applications.by_id(unit, row.application_id)
    if application is None:
        return False
    case = case_of_member(making.installation, unit, member, application.receipt_number)
    return not check_letter(making.installation, unit, member, case, row, note_of(case, row), registered=False)


def hand_duty_over(making: Making, duty: str) -> None:
    """By the layouts of one procedure; the rest waits for the reader to try it."""
    installation = making.installation
    member = next(member for member in making.staff.values() if member.may("export", duty))
    for layout in installation.layouts.values():
        with installation.database.read() as unit:
            count = 0 if layout.id.startswith(_GENERIC) else waiting_count(unit, layout, duty)
        if count:
            try:
                hand_over(installation, layout.id, duty, member.actor, staff_id=member.id, member=member)
            except Refusal:  # the layout carries 個人番号, which this member may not use
                continue
