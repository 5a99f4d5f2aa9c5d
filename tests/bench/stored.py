"""Stored applications with valid sealed answers."""

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

from forms.path.path import walk
from forms.scenarios.sampling import valid_sample
from portal.clock import to_micro
from portal.config import TREE, Settings
from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_answers import ApplicationAnswers
from portal.sealing import new_sealer
from portal.services.cases.keep_answers import left_empty, mark_of
from portal.services.filing.arrival import summary
from portal.services.shared.installation import Installation
from portal.store.cases.applications import AnswersRow, ApplicationRow
from portal.store.statements import insert_into, run, sql
from portal.wiring import install
from tests.databases import PostgresqlMaker, SqliteMaker, postgresql_data
from tests.postgresql import postgresql
from tests.servers import NOW

SHIPPED = TREE / "integrations" / "exports" / "layouts"
_NEW = sql(insert_into(Application, ApplicationRow, but=("id",), beside=("looked_up_by",)))
_ANSWERS = sql(insert_into(ApplicationAnswers, AnswersRow))
_DIFFERENT = 40  # sets of answers
_HELD = 20  # one in this many of the first thousands is held, because cp932 lacks a character
_WITH_HELD = 4_000
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Kind:
    """What is stored, and its layout.

    `columns` 0 keeps all columns; else the number of columns kept of the first record.
    """

    procedure: str
    duty: str
    layout: str
    shipped: str
    columns: int = 0

    @property
    def written(self) -> str:
        """The shipped layout renamed, in cp932 with unmappable characters held."""
        text = (SHIPPED / f"{self.shipped}.yaml").read_text(encoding="utf-8")
        text = text.replace(f"layout: {self.shipped}", f"layout: {self.layout}")
        text = re.sub(r"encoding: \S+", "encoding: cp932", text, count=1)
        text = re.sub(r"unmappable: .*", "unmappable: {default: hold}", text, count=1)
        return _cut(text, self.columns) if self.columns else text


def _cut(text: str, columns: int) -> str:
    """Keeps the first record with this many columns, and everything after the records."""
    lines = re.sub(r", columns: \[[^]]*]", "", text).splitlines()  # functions of a standard name columns that are gone
    first = next(number for number, line in enumerate(lines) if line.startswith("      - {name:"))
    behind = next(
        (number for number in range(first, len(lines)) if lines[number] and not lines[number].startswith(" ")),
        len(lines),
    )
    return "\n".join((*lines[: first + columns], *lines[behind:])) + "\n"


# 38 columns with a row per child, and a few columns that everybody answers.
WIDE = Kind("jido-teate-nintei", "child-allowance", "bench.jidoteate", "kodomo.jidoteate.nintei")
NARROW = Kind("kaigo-hihokenshasho-saikofu", "care-qualification", "bench.saikofu", "kaigo.hihokenshasho.saikofu", 10)


@dataclass(frozen=True)
class Store:
    folder: Path
    installation: Installation

    @property
    def mark(self) -> str:
        return "?" if self.installation.database.sqlite else "%s"

    def straight(self) -> sqlite3.Connection | psycopg.Connection[Any]:
        url = self.installation.settings.database_url
        if self.installation.database.sqlite:
            return sqlite3.connect(url.removeprefix("sqlite:///"))
        return psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"))


def open_store(folder: Path, url: str) -> Installation:
    settings = Settings(env="test", now=NOW, data=folder / "data", database_url=url, layouts=folder / "layouts")
    return install(settings)


@contextmanager
def stores(kind: Kind, size: int, database: str = "sqlite", doubtful: int = 0) -> Iterator[Store]:
    """`doubtful` percent have a cell that contains a quote."""
    with ExitStack() as stack:
        temporary = tempfile.TemporaryDirectory(prefix="kakanai-bench-", dir=os.environ.get("TMPDIR"))
        folder = Path(stack.enter_context(temporary))
        (folder / "layouts").mkdir()
        (folder / "layouts" / f"{kind.layout}.yaml").write_text(kind.written, encoding="utf-8")
        maker = (
            SqliteMaker(folder)
            if database == "sqlite"
            else PostgresqlMaker(stack.enter_context(postgresql(durable=True, copy_of=postgresql_data())))
        )
        installation = open_store(folder, maker.offered())
        stack.callback(installation.database.close)
        fill(installation, kind, size, doubtful)
        yield Store(folder, installation)


def fill(installation: Installation, kind: Kind, size: int, doubtful: int = 0) -> None:
    """Stores applications that passed 形式審査."""
    samples = _samples(installation, kind) if size else []
    for start in range(0, size, _AT_ONCE):
        with installation.database.write() as unit:
            _add(installation, unit, kind, range(start, min(start + _AT_ONCE, size)), samples, doubtful)
            unit.commit()
    with installation.database.write() as unit:
        unit.connection.exec_driver_sql("ANALYZE")
        unit.commit()


def _samples(installation: Installation, kind: Kind) -> list[tuple[dict[str, Any], list[str]]]:
    procedure = installation.catalogue.current(kind.procedure)
    environment = installation.rules.environment(procedure, installation.clock.today(), "online")
    samples = [valid_sample(procedure, environment, seed).answers for seed in range(_DIFFERENT)]
    plain = [json.loads(json.dumps(dict(answers))) for answers in samples]
    return [
        (
            answers if index % _HELD == 0 else _written(answers),
            left_empty(walk(procedure, answers, environment), answers),
        )
        for index, answers in enumerate(plain)
    ]


def _written(value: Any) -> Any:
    """Replaces characters that cp932 lacks, since samples contain odd ones."""
    if isinstance(value, dict):
        return {name: _written(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_written(item) for item in value]
    if isinstance(value, str):
        return value.encode("cp932", "replace").decode("cp932").replace("?", "本")
    return value


def _quoted(answers: dict[str, Any]) -> dict[str, Any]:
    address = answers["claimant.address"]
    return {**answers, "claimant.address": {**address, "street": f'{address["street"]}"1"'}}


def _add(
    installation: Installation, unit: Unit, kind: Kind, numbers: range, samples: list[tuple[dict[str, Any], list[str]]],
    doubtful: int,
) -> None:  # fmt: skip
    procedure, now = installation.catalogue.current(kind.procedure), to_micro(installation.clock.now())
    evidence = {"way": "card", "settings": installation.rules.settings_in_force(procedure, installation.clock.today())}
    rows, answers = [], []
    for number in numbers:
        uid, sample = secrets.token_hex(16), number % _DIFFERENT
        plain_answers, left = samples[sample + 1 if number >= _WITH_HELD and sample % _HELD == 0 else sample]
        plain_answers = _quoted(plain_answers) if number % 100 < doubtful else plain_answers
        box, key = new_sealer(installation.keys, f"application:{uid}")
        rows.append({
            "uid": uid, "receipt_number": f"26-{number // 10**6:03}-{number // 10**3 % 1000:03}-{number % 1000:03}",
            "procedure": procedure.id, "version": procedure.version, "meaning": procedure.meaning,
            "kind": procedure.kind, "duty": procedure.duty, "state": "examining", "door": "online", "person_id": None,
            "staff_id": None, "arrived_at": now, "arrival_place": "online", "arrival_basis": "stored",
            "stored_at": now, "due": "2026-12-20", "assignee_id": None, "key_id": key.key_id,
            "wrapped_key": key.wrapped, "sealed_summary": box.seal("summary", summary(procedure, plain_answers)),
            "sealed_evidence": box.seal("evidence", evidence), "revision": 0, "answers_revision": 1,
            "changed_at": now, "decided_at": None, "looked_up_by": mark_of(installation.keys), "office": "",
        })  # fmt: skip
        answers.append((box.seal("answers:1", plain_answers), box.seal("left:1", left)))
    run(unit, _NEW, rows)
    first = int(unit.connection.exec_driver_sql("SELECT MAX(id) FROM application").scalar_one()) - len(rows)
    run(
        unit, _ANSWERS,
        [
            {"application_id": first + index, "revision": 1, "sealed_answers": sealed, "sealed_left": left, "stored_at": now}
            for index, (sealed, left) in enumerate(answers, start=1)
        ],
    )  # fmt: skip
