"""抽選の種: sealed once applications are accepted: its SHA-256 is public before the list is complete."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition.procedure import Procedure
from forms.numbers.lots import commitment, new_seed
from forms.path.consequences import window_days
from integrations.sockets.interfaces import KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.shared.needs import Basics, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bookings import drawings
from portal.store.bookings.drawings import DrawingRow


@dataclass(frozen=True)
class Round:
    """募集: both days included; `opens` None = any day up to `closes`."""

    opens: date | None
    closes: date

    def begun(self, today: date) -> bool:
        return self.opens is None or self.opens <= today


def round_on(installation: Basics, procedure: Procedure, day: date) -> Round | None:
    """By that day's settings."""
    if procedure.drawing is None:
        return None
    opens, closes = window_days(procedure, installation.rules.settings_in_force(procedure, day))
    return None if closes is None else Round(opens, closes)


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
        if drawings.promise(unit, _new_row(installation, procedure, current.closes)):
            write_audit(installation, unit, actor, "promise seed", detail=f"{procedure.id} {current.closes}")
            made += 1
    return made


def seed_of(keys: KeyStore, row: DrawingRow) -> str:
    box = sealer(keys, f"drawing:{row.uid}", WrappedKey(row.key_id, row.wrapped_key))
    return str(box.open("seed", row.sealed_seed))


def _new_row(installation: Records, procedure: Procedure, closes: date) -> DrawingRow:
    uid, seed, now = secrets.token_urlsafe(16), new_seed(), to_micro(installation.clock.now())
    box, stored = new_sealer(installation.keys, f"drawing:{uid}")
    return DrawingRow(
        0, uid, procedure.id, procedure.duty, closes.isoformat(), commitment(seed), stored.key_id, stored.wrapped,
        box.seal("seed", seed), now,
    )  # fmt: skip
