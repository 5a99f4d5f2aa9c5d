"""抽選の種: sealed once applications are accepted: its SHA-256 is public before the list is complete."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition.procedure import Procedure
from forms.numbers.lots import commitment, new_seed
from forms.path.consequences import drawn_days, window_days
from integrations.sockets.interfaces import KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.shared.free_places import resources_of
from portal.services.shared.needs import Basics, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bookings import drawings
from portal.store.bookings.drawings import DrawingRow

Closing = tuple[str, str, str, int]  # resources, first and last day, days to confirm


@dataclass(frozen=True)
class Round:
    """募集: both days included; `opens` None = any day up to `closes`."""

    opens: date | None
    closes: date
    drawn: tuple[date, date, int] | None = None  # first and last day of the times, days to confirm

    def begun(self, today: date) -> bool:
        # Times are closed as soon as the city writes the round, also before it may be applied for.
        return self.drawn is not None or self.opens is None or self.opens <= today


def round_on(installation: Basics, procedure: Procedure, day: date) -> Round | None:
    """By that day's settings."""
    if procedure.drawing is None:
        return None
    settings = installation.rules.settings_in_force(procedure, day)
    opens, closes = window_days(procedure, settings)
    return None if closes is None else Round(opens, closes, drawn_days(procedure, settings))


def rounds_begun(installation: Basics) -> list[tuple[Procedure, Round]]:
    """Reads all definitions: outside of a transaction."""
    today = installation.clock.today()
    every = [(procedure, round_on(installation, procedure, today)) for procedure in installation.catalogue.all()]
    return [(procedure, current) for procedure, current in every if current is not None and current.begun(today)]


def without_seed(unit: Unit, rounds: Sequence[tuple[Procedure, Round]]) -> list[tuple[Procedure, Round]]:
    promised = drawings.promised(unit) if rounds else set()
    return [entry for entry in rounds if (entry[0].id, entry[1].closes.isoformat()) not in promised]


def promise_seeds(installation: Records, unit: Unit, actor: Actor, rounds: Sequence[tuple[Procedure, Round]]) -> int:
    """The number of new ones; each round gets one seed."""
    made = 0
    for procedure, current in rounds:
        if drawings.promise(unit, _new_row(installation, procedure, current)):
            write_audit(installation, unit, actor, "promise seed", detail=f"{procedure.id} {current.closes}")
            made += 1
    return made


def times_to_close(installation: Basics, rows: Sequence[DrawingRow]) -> list[tuple[DrawingRow, Closing]]:
    # Those whose times the city has changed since; of a round that is no more, all are open again.
    changed = []
    for row in rows:
        procedure = installation.catalogue.current(row.procedure)
        current = round_on(installation, procedure, date.fromisoformat(row.closes))
        same = current is not None and current.closes.isoformat() == row.closes
        closing = closing_of(procedure, current if same else None)
        if closing != (row.resources, row.use_from, row.use_to, row.confirm_days):
            changed.append((row, closing))
    return changed


def closing_of(procedure: Procedure, current: Round | None) -> Closing:
    if current is None or current.drawn is None:
        return "", "", "", 0
    first, last, days = current.drawn
    return " ".join(resources_of(procedure, drawn=True)), first.isoformat(), last.isoformat(), days


def seed_of(keys: KeyStore, row: DrawingRow) -> str:
    box = sealer(keys, f"drawing:{row.uid}", WrappedKey(row.key_id, row.wrapped_key))
    return str(box.open("seed", row.sealed_seed))


def _new_row(installation: Records, procedure: Procedure, current: Round) -> DrawingRow:
    uid, seed, now = secrets.token_urlsafe(16), new_seed(), to_micro(installation.clock.now())
    box, stored = new_sealer(installation.keys, f"drawing:{uid}")
    resources, first, last, days = closing_of(procedure, current)
    return DrawingRow(
        0, uid, procedure.id, procedure.duty, current.closes.isoformat(), commitment(seed), stored.key_id,
        stored.wrapped, box.seal("seed", seed), now, resources=resources, use_from=first, use_to=last, confirm_days=days,
    )  # fmt: skip
