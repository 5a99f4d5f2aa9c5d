"""Applications by the hundred thousand, stored without the way over pages: sealed answers that a person could have given, a key each."""

import json
import os
import re
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from forms.path import walk
from forms.sampling import valid_sample
from portal.clock import to_micro
from portal.config import TREE, Settings
from portal.db import Unit
from portal.sealing import new_sealer
from portal.services.index_application import mark_of
from portal.services.installation import Installation
from portal.services.keep_answers import left_empty
from portal.services.submit_application import summary
from portal.store.applications import COLUMNS
from portal.store.statements import insert, run
from portal.wiring import install
from tests.databases import PostgresqlMaker, SqliteMaker
from tests.postgresql import postgresql
from tests.servers import NOW

_SHIPPED = TREE / "integrations" / "exports" / "layouts"
_NEW = insert("application", *(name for name in COLUMNS.split(", ") if name != "id"), "looked_up_by")
_ANSWERS = insert("application_answers", "application_id", "revision", "sealed_answers", "sealed_left", "stored_at")
_DIFFERENT = 40  # sets of answers
_HELD = 20  # one in so many is held for what cp932 cannot write, of the first few thousand: people see to them
_WITH_HELD = 4_000
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Kind:
    """What is stored, and by which layout it goes. `columns` 0 = all of the shipped layout's; else that many of its first record."""

    procedure: str
    duty: str
    layout: str
    shipped: str
    columns: int = 0

    @property
    def written(self) -> str:
        """The shipped layout under another name, in cp932 with what that cannot write held."""
        text = (_SHIPPED / f"{self.shipped}.yaml").read_text(encoding="utf-8")
        text = text.replace(f"layout: {self.shipped}", f"layout: {self.layout}")
        text = re.sub(r"encoding: \S+", "encoding: cp932", text, count=1)
        text = re.sub(r"unmappable: .*", "unmappable: {default: hold}", text, count=1)
        return _cut(text, self.columns) if self.columns else text


def _cut(text: str, columns: int) -> str:
    """The first record alone, with so many of its columns; what comes behind the records stays."""
    lines = text.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("      - {name:"))
    behind = next((at for at in range(first, len(lines)) if lines[at] and not lines[at].startswith(" ")), len(lines))
    return "\n".join((*lines[: first + columns], *lines[behind:])) + "\n"


# 38 columns, a row for each child; and a few columns that everybody answers.
WIDE = Kind("jido-teate-nintei", "child-allowance", "bench.jidoteate", "kodomo.jidoteate.nintei")
NARROW = Kind("kaigo-hihokenshasho-saikofu", "care-qualification", "bench.saikofu", "kaigo.hihokenshasho.saikofu", 10)


@dataclass(frozen=True)
class Store:
    folder: Path
    installation: Installation

    @property
    def mark(self) -> str:
        """Of a parameter in a statement for `straight`."""
        return "?" if self.installation.database.sqlite else "%s"

    def straight(self) -> sqlite3.Connection | psycopg.Connection[Any]:
        """Its rows, as a program opens them that has nothing of ours."""
        url = self.installation.settings.database_url
        if self.installation.database.sqlite:
            return sqlite3.connect(url.removeprefix("sqlite:///"))
        return psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"))


def open_store(folder: Path, url: str) -> Installation:
    settings = Settings(env="test", now=NOW, data=folder / "data", database_url=url, layouts=folder / "layouts")
    return install(settings)


@contextmanager
def stores(kind: Kind, size: int, database: str = "sqlite", doubtful: int = 0) -> Iterator[Store]:
    """With so many that wait to be handed over; of a hundred, `doubtful` have a cell with a quote of its own."""
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="kakanai-bench-", dir=os.environ.get("TMPDIR"))
        folder = Path(stack.enter_context(made))
        (folder / "layouts").mkdir()
        (folder / "layouts" / f"{kind.layout}.yaml").write_text(kind.written, encoding="utf-8")
        maker = (
            SqliteMaker(folder)
            if database == "sqlite"
            else PostgresqlMaker(stack.enter_context(postgresql(durable=True)))
        )
        installation = open_store(folder, maker.offered())
        stack.callback(installation.database.close)
        fill(installation, kind, size, doubtful)
        yield Store(folder, installation)


def fill(installation: Installation, kind: Kind, size: int, doubtful: int = 0) -> None:
    """So many applications that passed 形式審査."""
    samples = _samples(installation, kind)
    for start in range(0, size, _AT_ONCE):
        with installation.database.write() as unit:
            _add(installation, unit, kind, range(start, min(start + _AT_ONCE, size)), samples, doubtful)
            unit.commit()
    with installation.database.write() as unit:
        unit.connection.exec_driver_sql("ANALYZE")
        unit.commit()


def _samples(installation: Installation, kind: Kind) -> list[tuple[dict[str, Any], list[str]]]:
    """As they stand in JSON, each with what was left empty."""
    procedure = installation.catalogue.current(kind.procedure)
    environment = installation.environment(procedure, installation.clock.today(), "online")
    found = [valid_sample(procedure, environment, seed).answers for seed in range(_DIFFERENT)]
    said = [json.loads(json.dumps(dict(answers))) for answers in found]
    return [
        (one if at % _HELD == 0 else _written(one), left_empty(walk(procedure, one, environment), one))
        for at, one in enumerate(said)
    ]


def _written(said: Any) -> Any:
    """The same in signs that cp932 has: samples are made to be odd."""
    if isinstance(said, dict):
        return {name: _written(value) for name, value in said.items()}
    if isinstance(said, list):
        return [_written(value) for value in said]
    if isinstance(said, str):
        return said.encode("cp932", "replace").decode("cp932").replace("?", "本")
    return said


def _quoted(said: dict[str, Any]) -> dict[str, Any]:
    address = said["claimant.address"]
    return {**said, "claimant.address": {**address, "street": f'{address["street"]}"1"'}}


def _add(
    installation: Installation, unit: Unit, kind: Kind, numbers: range, samples: list[tuple[dict[str, Any], list[str]]],
    doubtful: int,
) -> None:  # fmt: skip
    procedure, now = installation.catalogue.current(kind.procedure), to_micro(installation.clock.now())
    evidence = {"way": "card", "settings": installation.settings_in_force(procedure, installation.clock.today())}
    rows, answers = [], []
    for number in numbers:
        uid, sample = secrets.token_hex(16), number % _DIFFERENT
        said, left = samples[sample + 1 if number >= _WITH_HELD and sample % _HELD == 0 else sample]
        said = _quoted(said) if number % 100 < doubtful else said
        box, key = new_sealer(installation.keys, f"application:{uid}")
        rows.append({
            "uid": uid, "receipt_number": f"26-{number // 10**6:03}-{number // 10**3 % 1000:03}-{number % 1000:03}",
            "procedure": procedure.id, "version": procedure.version, "meaning": procedure.meaning,
            "kind": procedure.kind, "duty": procedure.duty, "state": "examining", "door": "online", "person_id": None,
            "staff_id": None, "arrived_at": now, "arrival_place": "online", "arrival_basis": "stored",
            "stored_at": now, "due": "2026-12-20", "assignee_id": None, "key_id": key.key_id,
            "wrapped_key": key.wrapped, "sealed_summary": box.seal("summary", summary(procedure, said)),
            "sealed_evidence": box.seal("evidence", evidence), "revision": 0, "answers_revision": 1,
            "changed_at": now, "decided_at": None, "looked_up_by": mark_of(installation),
        })  # fmt: skip
        answers.append((box.seal("answers:1", said), box.seal("left:1", left)))
    run(unit, _NEW, rows)
    first = int(unit.connection.exec_driver_sql("SELECT MAX(id) FROM application").scalar_one()) - len(rows)
    run(
        unit, _ANSWERS,
        [
            {"application_id": first + at, "revision": 1, "sealed_answers": sealed, "sealed_left": left, "stored_at": now}
            for at, (sealed, left) in enumerate(answers, start=1)
        ],
    )  # fmt: skip
