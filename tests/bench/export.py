"""P4: files of a batch with 38 columns, a row per child, in cp932 with unmappable characters held; against a minimal
program that reads rows, decrypts, parses JSON and writes `csv`.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.services.handover.hand_over import hand_over
from portal.services.handover.records import batch_of, batch_records
from portal.services.shared.spool import spool
from portal.services.shared.write_audit import Actor
from tests.bench.ratio import Line, take_turns
from tests.bench.stored import WIDE, Store, stores

NAME = "export"
TARGET = 0.7
ROWS = 3_000
_ROWS = (
    "SELECT a.uid, a.receipt_number, a.arrived_at, a.key_id, a.wrapped_key, r.sealed_answers FROM hand_over h "
    "JOIN application a ON a.id = h.application_id JOIN application_answers r ON r.application_id = a.id AND r.revision = "
    "h.answers_revision WHERE h.batch_id = ? ORDER BY h.application_id"
)
_PLAIN = (
    "reason", "event_date", "paid_from", "capacity", "claimant.name", "claimant.kana", "claimant.birth", "claimant.sex",
    "claimant.address", "claimant.january", "claimant.january_town", "claimant.phone", "claimant.work",
    "claimant.pension", "claimant.employer", "has_spouse", "spouse.name", "spouse.kana", "spouse.birth", "spouse.work",
    "spouse.lives", "spouse.january", "account.to", "children", "older",
)  # fmt: skip
_CHILD = ("name", "kana", "birth", "relation", "living", "cares", "support", "address", "apart_reason")
_OLDER = ("name", "kana", "birth", "relation", "living", "looked_after", "paid_for")


def measure() -> Iterator[Line]:
    for database, doubtful in (("sqlite", 0), ("postgresql", 0), ("sqlite", 1), ("sqlite", 10), ("sqlite", 50)):
        yield _measured(database, doubtful)


def _measured(database: str, doubtful: int) -> Line:
    """`doubtful` percent of the applications need the slow path."""
    with stores(WIDE, ROWS, database, doubtful) as store:
        installation = store.installation
        layout = installation.layouts[WIDE.layout]
        done = hand_over(installation, WIDE.layout, WIDE.duty, Actor("system", "bench"))
        batch = done.batch
        assert batch is not None, done.check.findings[:5]

        def ours() -> None:
            with spool(installation.settings.data) as bench:
                list(layout.write(batch_records(installation, batch), batch_of(installation, batch), bench))

        def floor() -> None:
            with spool(installation.settings.data) as bench:
                _plainly(store, batch.id, bench.folder)

        least = f"read, AES-GCM, json, csv.writer{f', {doubtful} % with quotes' if doubtful else ''}"
        return replace(take_turns(NAME, least, done.count, TARGET, floor, ours), database=database)


def _plainly(store: Store, batch_id: int, folder: Path) -> None:
    keys, connection = store.installation.keys, store.straight()
    with (
        (folder / "main.csv").open("w", encoding="cp932", errors="replace", newline="") as main,
        (folder / "child.csv").open("w", encoding="cp932", errors="replace", newline="") as child,
        (folder / "older.csv").open("w", encoding="cp932", errors="replace", newline="") as older,
    ):
        lines, children, elders = (csv.writer(file, quoting=csv.QUOTE_ALL) for file in (main, child, older))
        rows = connection.execute(_ROWS.replace("?", store.mark), (batch_id,))
        for uid, number, arrived, key_id, wrapped, sealed in rows:
            key = keys.unwrap(key_id, wrapped, f"application:{uid}".encode())
            plain = AESGCM(key).decrypt(sealed[:12], sealed[12:], f"application:{uid}/answers:1".encode())
            answers: Mapping[str, Any] = json.loads(plain)
            lines.writerow((number, arrived, *_values(answers, "", _PLAIN)))
            for row in answers.get("children", ()):
                children.writerow((number, row, *_values(answers, f"children.{row}.", _CHILD)))
            for row in answers.get("older", ()):
                elders.writerow((number, row, *_values(answers, f"older.{row}.", _OLDER)))
    connection.close()


def _values(answers: Mapping[str, Any], before: str, names: tuple[str, ...]) -> Iterator[object]:
    for name in names:
        value = answers.get(before + name, "")
        if isinstance(value, dict):
            yield from value.values()
        else:
            yield value
