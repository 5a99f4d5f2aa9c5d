"""If it takes longer than a page may (`make_ordered_batch`)."""

from integrations.sockets.layout_socket import NUMBER_USE, Layout
from portal.clock import to_micro
from portal.db import Unit
from portal.services.handover.check_hand_over import MOST
from portal.services.handover.hand_over_times import one_by_one
from portal.services.handover.records import waiting_counts
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.handover import hand_over_orders

# About a second as a worksheet, whose lines are one per answer.
MOST_BY_A_PAGE = 1_000


def order_hand_over(installation: Basics, unit: Unit, member: Member, layout: Layout, duty: str) -> int | None:
    """None if a page can make it. 個人番号 are written in the session that was confirmed for them, never later. The caller
    has demanded the right."""
    apart = one_by_one(installation.city, layout.id, installation.clock.today())
    expected = min(waiting_counts(unit, layout, [duty], apart)[duty], MOST)
    if expected <= MOST_BY_A_PAGE or layout.purpose == NUMBER_USE:
        return None
    now = to_micro(installation.clock.now())
    order_id = hand_over_orders.add(
        unit, layout=layout.id, duty=duty, staff_id=member.id, ordered_at=now, expected=expected
    )
    write_audit(installation, unit, member.actor, "order hand-over", detail=f"{layout.id} {duty} {expected}")
    return order_id
