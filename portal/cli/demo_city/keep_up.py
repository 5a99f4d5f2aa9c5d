"""What sections do each week."""

from collections.abc import Sequence
from datetime import timedelta

from integrations.sockets.layout_socket import Layout
from portal.cli.demo_city.making import Making
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Refusal
from portal.services.cases.cases import case_of_member
from portal.services.fees.close_till import close_till, count_till, till_sheet
from portal.services.handover.hand_over import hand_over
from portal.services.handover.records import waiting_counts
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
    # The last two days stay for the next time.
    since = to_micro(making.installation.clock.now() - timedelta(days=2))
    for duty in making.installation.city.duties:
        with making.installation.database.read() as unit:
            letters, layouts = _letters(unit, duty, since), _layouts(making, unit, duty)
        if letters:
            send_letters(making, duty, since)
        hand_duty_over(making, duty, layouts)


def _letters(unit: Unit, duty: str, since: int) -> list[DispatchRow]:
    return [row for row in dispatches.in_state(unit, duty, WAITING, most=_MOST) if row.put_at < since]


def _layouts(making: Making, unit: Unit, duty: str) -> list[Layout]:
    # Those of one procedure; the rest waits for the reader to try it.
    own = [layout for layout in making.installation.layouts.values() if not layout.id.startswith(_GENERIC)]
    return [layout for layout in own if waiting_counts(unit, layout, [duty])[duty]]


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
                counted = till_sheet(installation.keys, unit, counter.id, day)
                close_till(installation, unit, signing, counter.id, day, counted.mark)


def send_letters(making: Making, duty: str, since: int) -> None:
    installation, member = making.installation, making.reviewer(duty)
    with installation.database.write() as unit:
        checked = [row.id for row in _letters(unit, duty, since) if _check(making, unit, member, row)]
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


def hand_duty_over(making: Making, duty: str, layouts: Sequence[Layout]) -> None:
    installation = making.installation
    member = next(member for member in making.staff.values() if member.may("export", duty))
    for layout in layouts:
        try:
            hand_over(installation, layout.id, duty, member.actor, staff_id=member.id, member=member)
        except Refusal:  # the layout carries 個人番号, which this member may not use
            continue
