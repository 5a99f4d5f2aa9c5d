from collections.abc import Mapping
from typing import Any

from integrations.sockets.interfaces import KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.shared.needs import Records
from portal.store.cases.applications import ApplicationRow
from portal.store.counter import visit_figures, visits
from portal.store.counter.visit_figures import FigureRow
from portal.store.counter.visits import VisitRow
from portal.store.courier import courier
from portal.store.staff import staff_members

Payload = Mapping[str, Any]
Report = dict[str, Any]


def report_visit(keys: KeyStore, unit: Unit, row: ApplicationRow) -> Report:
    clerk = staff_members.by_id(unit, row.staff_id) if row.staff_id is not None else None
    if clerk is None:
        return {}
    visit = visits.of_uid(unit, row.uid)
    return {"clerk": clerk.login} | ({"visit": _report(keys, unit, visit)} if visit is not None else {})


def _report(keys: KeyStore, unit: Unit, visit: VisitRow) -> Report:
    clerk, figure = staff_members.by_id(unit, visit.staff_id), visit_figures.by_uid(unit, visit.id)
    box = sealer(keys, f"visit:{visit.id}", WrappedKey(visit.key_id, visit.wrapped_key))
    return {
        "id": visit.id, "once": visit.once, "day": visit.day, "ticket": visit.ticket, "clerk": clerk.login if clerk else "",
        "begun_at": visit.begun_at, "ended_at": visit.ended_at, "words": box.open("words", visit.sealed_words),
        "figure": vars(figure) if figure is not None else None,
    }  # fmt: skip


def clerk_here(unit: Unit, carried: Payload, peer: int) -> int | None:
    # Only of those that went along: the laptop may not speak for others.
    login = str(carried.get("clerk", ""))
    clerk = staff_members.by_login(unit, login) if login in courier.went_along(unit, peer) else None
    return clerk.id if clerk is not None else None


def take_visit(installation: Records, unit: Unit, uid: str, carried: Payload | None, peer: int) -> None:
    # As one that has ended: the people are at the laptop, or gone.
    clerk = clerk_here(unit, carried, peer) if carried is not None else None
    if carried is None or clerk is None:
        return
    row = visits.by_id(unit, carried["id"])
    if row is None:
        now = to_micro(installation.clock.now())
        box, stored = new_sealer(installation.keys, f"visit:{carried['id']}")
        row = VisitRow(
            carried["id"], carried["once"], carried["day"], carried["ticket"], None, clerk, stored.key_id, stored.wrapped,
            box.seal("words", carried["words"]), 0, carried["begun_at"], now, ended_at=carried["ended_at"] or now,
        )  # fmt: skip
        visits.add(unit, row)
    elif row.once != carried["once"]:
        return  # another visit
    visits.join(unit, row.id, uid)
    if carried["figure"] is not None:
        visit_figures.put(unit, FigureRow(**carried["figure"]))
