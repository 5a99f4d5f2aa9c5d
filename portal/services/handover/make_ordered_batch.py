"""In one transaction with the end of its order."""

from datetime import timedelta
from time import monotonic

from integrations.sockets.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from portal.logs import log
from portal.services.handover.hand_over import hand_over
from portal.services.handover.needs import HandoverNeeds
from portal.services.shared.needs import Basics
from portal.services.shared.rights import member_by_id
from portal.store.handover import hand_over_orders
from portal.store.handover.hand_over_orders import OrderRow

NOTHING_READY, NOT_ALLOWED, CHANGED, BUG = "NOTHING_READY", "NOT_ALLOWED", "CHANGED", "BUG"
_SILENT = timedelta(minutes=2)  # longer than any step between two reports: its worker has died
_REPORT_SECONDS = 1.0


def make_ordered_batch(installation: HandoverNeeds) -> int:
    """With the present rights of the member who ordered it."""
    claimed = _claim(installation)
    if claimed is None:
        return 0
    order, problem = claimed.order, ""
    try:
        with installation.database.read() as unit:
            member = member_by_id(installation.clock, unit, order.staff_id, "")
        member.demand("export", order.duty)
        done = hand_over(
            installation, order.layout, order.duty, member.actor, staff_id=member.id, member=member, keep=True,
            order=claimed,
        )  # fmt: skip
        problem = "" if done.batch else NOTHING_READY
    except (NotAllowed, NotFound, SignInNeeded):
        problem = NOT_ALLOWED
    except Conflict:
        problem = CHANGED
    except AdapterError as error:
        problem = error.code
    except Exception:
        claimed.end_without_batch(BUG)
        raise
    if problem:
        log.warning("ordered_hand_over", code=problem)
        claimed.end_without_batch(problem)
    return 1


def _claim(installation: Basics) -> "_Claimed | None":
    now = installation.clock.now()
    before = to_micro(now - _SILENT)
    with installation.database.read() as unit:
        order = hand_over_orders.next_of(unit, before)
    if order is None:
        return None
    with installation.database.write() as unit:
        if not hand_over_orders.claim(unit, order.id, to_micro(now), before):
            return None
        unit.commit()
    return _Claimed(installation, order, to_micro(now))


class _Claimed:
    # Until another worker takes it over.

    def __init__(self, installation: Basics, order: OrderRow, claim: int) -> None:
        self.order = order
        self._installation = installation
        self._claim = claim
        self._reported = monotonic()

    def report(self, examined: int) -> None:
        if monotonic() < self._reported + _REPORT_SECONDS:
            return
        now = max(to_micro(self._installation.clock.now()), self._claim + 1)
        with self._installation.database.change() as unit:
            if not hand_over_orders.report(unit, self.order.id, self._claim, now, examined):
                raise Conflict(f"order {self.order.id}")
        self._claim, self._reported = now, monotonic()

    def end(self, unit: Unit, batch_id: int) -> None:
        if not hand_over_orders.end(unit, self.order.id, self._claim, self._now, batch_id=batch_id):
            raise Conflict(f"order {self.order.id}")

    def end_without_batch(self, problem: str) -> None:
        with self._installation.database.change() as unit:
            hand_over_orders.end(unit, self.order.id, self._claim, self._now, problem=problem)

    @property
    def _now(self) -> int:
        return to_micro(self._installation.clock.now())
