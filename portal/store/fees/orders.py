"""Orders at a payment provider, each with immutable events; each nonce is stored once."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from sqlalchemy import bindparam, update

from portal.db import Unit
from portal.models.base import Model
from portal.store.statements import Statement, bound, by, every, insert_into, one, rows, run, sql


class OrderRow(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def asked_at(self) -> int: ...


Row = TypeVar("Row", bound=OrderRow)
Event = TypeVar("Event")


class Orders(Generic[Row, Event]):
    """`owner`: the column of what is paid for; `order`: that of the order in its events."""

    def __init__(
        self, row: type[Row], model: type[Model], event: type[Event], event_model: type[Model], owner: str, order: str
    ) -> None:
        table, events = model.table, event_model.table
        self._owner, self._order = owner, order
        self._add: Statement[int] = sql(
            insert_into(model, row, but=("id",)).on_conflict_do_nothing().returning(table.c.id), int
        )
        self._add_event = sql(insert_into(event_model, event).on_conflict_do_nothing())
        self._by_number = sql(rows(row, model).where(by(table.c.number)))
        self._open_of = sql(rows(row, model).where(by(table.c[owner]), table.c.state == "open"))
        self._events = sql(rows(event, event_model).where(by(events.c[order])).order_by(events.c.id))
        # This changes no value. It locks the rows until the transaction ends.
        self._lock = sql(update(table).where(by(table.c[owner])).values(changed_at=table.c.changed_at))
        self._settle = sql(
            update(table)
            .where(by(table.c.id), table.c.state == bindparam("was"))
            .values(bound("state", "reference") | {"changed_at": bindparam("now")})
        )
        self._reference = sql(update(table).where(by(table.c.id), table.c.state == "open").values(bound("reference")))
        self._asked = sql(
            update(table).where(by(table.c.id), table.c.asked_at == bindparam("was")).values(asked_at=bindparam("now"))
        )

    def add(self, unit: Unit, row: Row) -> int | None:
        """None if an order is open."""
        return one(unit, self._add, **vars(row))

    def add_event(self, unit: Unit, event: Event) -> bool:
        return run(unit, self._add_event, vars(event)).rowcount == 1

    def by_number(self, unit: Unit, number: str) -> Row | None:
        return one(unit, self._by_number, number=number)

    def open_of(self, unit: Unit, owner: int | str) -> Row | None:
        return one(unit, self._open_of, **{self._owner: owner})

    def events(self, unit: Unit, order: int) -> Sequence[Event]:
        return every(unit, self._events, **{self._order: order})

    def lock(self, unit: Unit, owner: int | str) -> None:
        """A second caller waits and reads the new state."""
        run(unit, self._lock, {self._owner: owner})

    def settle(self, unit: Unit, row: Row, state: str, reference: str, now: int) -> bool:
        values = {"id": row.id, "was": row.state, "state": state, "reference": reference, "now": now}
        return run(unit, self._settle, values).rowcount == 1

    def note_reference(self, unit: Unit, row: Row, reference: str) -> None:
        run(unit, self._reference, {"id": row.id, "reference": reference})

    def asked(self, unit: Unit, row: Row, now: int) -> bool:
        return run(unit, self._asked, {"id": row.id, "was": row.asked_at, "now": now}).rowcount == 1
