# Fees that were paid before sending are in the outer zone, whose staff have no pages: what they have to pay out is listed inside.

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.fees.advances import move_advance
from portal.services.fees.refund_advance import WAYS
from portal.services.fees.till import TAKES
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow
from portal.store.fees import advances
from portal.store.fees.advances import FOR_STAFF

UNSENT, GIVEN = "unsent", "given"  # kinds of items: by duty outside, by number inside
Payload = Mapping[str, Any]
Item = tuple[str, object, Callable[[], dict[str, Any]]]
_MOST = 500


@dataclass(frozen=True)
class Outside:
    number: str
    procedure: str
    duty: str
    state: str
    amount: int
    way: str  # how staff noted that it went back; "": not yet


def report_unsent(installation: Basics, unit: Unit) -> Iterator[Item]:
    # Outside, without names. Sends a list that became empty once.
    waiting: dict[str, list[list[object]]] = {
        row.key.partition("/")[2]: [] for row in courier_items.every_of(unit, UNSENT)
    }
    for row in advances.for_staff(unit, tuple(installation.city.duties), _MOST):
        waiting.setdefault(row.duty, []).append([row.number, row.procedure, row.state, row.amount])
    for duty, rows in waiting.items():
        yield duty, rows, lambda rows=rows: {"rows": rows}  # type: ignore[misc]


def apply_unsent(_installation: Basics, _unit: Unit, _rest: str, item: Payload, _actor: Actor) -> str:
    # Inside. Raises KeyError, ValueError, TypeError.
    rows = [[str(number), str(name), str(state), int(yen)] for number, name, state, yen in item["rows"]]
    return json.dumps({"rows": rows}, ensure_ascii=False)


def unsent_outside(unit: Unit, duties: Sequence[str]) -> list[Outside]:
    # Inside. What was noted stays until the outer zone lists it no more.
    waiting = []
    for item in courier_items.every_of(unit, UNSENT):
        duty = item.key.partition("/")[2]
        for number, procedure, state, amount in json.loads(item.content)["rows"] if item.content else ():
            if duty in duties and state in FOR_STAFF:
                waiting.append(Outside(number, procedure, duty, state, amount, _noted(unit, number)))
    return waiting


def _noted(unit: Unit, number: str) -> str:
    item = courier_items.of(unit, f"{GIVEN}/{number}")
    return str(json.loads(item.content)["way"]) if item is not None and item.content else ""


def note_given_outside(installation: Basics, unit: Unit, member: Member, number: str, way: str) -> bool:
    # False: the outer zone lists no such number. Raises NotAllowed, BadRequest; Conflict if it is noted.
    listed = next((row for row in unsent_outside(unit, tuple(installation.city.duties)) if row.number == number), None)
    if listed is None:
        return False
    member.demand(TAKES, listed.duty)
    if way not in WAYS:
        raise BadRequest("way")
    if listed.way:
        raise Conflict("payment")
    courier_items.keep(unit, ItemRow(f"{GIVEN}/{number}", json.dumps({"way": way})))
    write_audit(installation, unit, member.actor, "refund by hand advance", detail=f"{number} {way}")
    return True


def report_given(_installation: Basics, unit: Unit) -> Iterator[Item]:
    for item in courier_items.every_of(unit, GIVEN):
        content = json.loads(item.content) if item.content else {}
        if content:
            yield item.key.partition("/")[2], content, lambda content=content: dict(content)  # type: ignore[misc]


def take_given(installation: Basics, unit: Unit, rest: str, item: Payload, actor: Actor) -> None:
    # Outside. What went back meanwhile stays as it is.
    way = str(item["way"])
    if way not in WAYS:
        raise ValueError(way)
    stored = advances.by_number(unit, rest)
    if stored is not None:
        advances.lock(unit, stored.draft_id)
    row = advances.by_number(unit, rest)
    if row is not None and row.state in FOR_STAFF:
        move_advance(installation, unit, row, "refunded", "refund by hand", actor, way)
