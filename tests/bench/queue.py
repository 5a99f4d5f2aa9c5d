"""P6: the filtered and sorted queue over HTTP with 30,000 and BENCH_ROWS (100,000) applications, against 10,000.

One in five is open.
"""

import os
import random
import secrets
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from forms.numbers.calendar import add_days
from portal.clock import to_micro
from portal.config import TREE
from portal.jobs.watch_periods import watch_periods
from portal.models.cases.application import Application
from portal.sealing import new_sealer
from portal.services.cases.keep_answers import mark_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.store.cases.applications import ApplicationRow
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow
from portal.store.statements import insert_into, run, sql
from tests.bench.driver import drive, get
from tests.bench.ratio import Line, Side, compare
from tests.bench.scene import Scene, scenes

NAME = "queue"
TARGET = 0.67  # a page may take 1.5 times as long
SMALL, SIZES = 10_000, sorted((30_000, int(os.environ.get("BENCH_ROWS", "100000"))))
PAGES = 6
VIEWS = {
    "nearest first": "/desk",
    "one state": "/desk?state=screening",
    "unassigned": "/desk?who=unassigned",
    "overdue": "/desk?due=over",
    "one procedure": "/desk?procedure=kaigo-hihokenshasho-saikofu",
    "oldest arrival": "/desk?sort=oldest",
}
_PROCEDURES = ("kaigo-hihokenshasho-saikofu", "jido-teate-nintei", "hoiku-riyo-moshikomi")
_STATES = ("received", "screening", "returned", "examining")
_NEW = sql(insert_into(Application, ApplicationRow, but=("id",), beside=("looked_up_by",)))
_DAY = 86_400_000_000
_AT_ONCE = 10_000


def measure() -> Iterator[Line]:
    for database in ("sqlite", "postgresql"):
        folder = TREE / "forms" / "procedures"
        with scenes(database, 1, folder) as small, scenes(database, 1, folder) as large:
            small_staff, staff = filled(small, SMALL), filled(large, SIZES[0])
            for before, size in pairwise((SIZES[0], *SIZES)):
                add_more(large, range(before, size), staff)
                # Sessions would expire while a million rows are written.
                floor_cookies, cookies = signed_in(small, small_staff), signed_in(large, staff)
                for view, address in VIEWS.items():
                    yield compare(
                        NAME, f"itself at {SMALL}, {view}, {size} applications", database, 1, TARGET,
                        _side(small, address, floor_cookies), _side(large, address, cookies), 200,
                    )  # fmt: skip


def _side(scene: Scene, address: str, cookies: str) -> Side:
    return Side(scene.pid, partial(drive, scene.server.port, [get(address, cookies)] * PAGES, 1))


def filled(scene: Scene, size: int) -> int:
    """Returns a member of staff who sees all."""
    installation = scene.installation
    with installation.database.write() as unit:
        staff_id = staff_members.add(
            unit, login="bench", name="見本 課子", password_hash="", key_id="", wrapped_key=b"", sealed_totp=b"", now=0
        )
        assert staff_id is not None
        staff_members.grant(unit, staff_id, RightRow("reviewer", "*", "2000-01-01", None))
        unit.commit()
    add_more(scene, range(size), staff_id)
    return staff_id


def add_more(scene: Scene, numbers: range, staff_id: int) -> None:
    installation = scene.installation
    grow(installation, numbers, staff_id, random.Random(6 + numbers.start))
    # The server's worker would do this during the measurement with 100,000 rows.
    watch_periods(installation)
    with installation.database.write() as unit:
        unit.connection.exec_driver_sql("ANALYZE application")
        unit.commit()


def grow(installation: Installation, numbers: range, staff_id: int, source: random.Random) -> None:
    for start in range(numbers.start, numbers.stop, _AT_ONCE):
        # Before the transaction, which the database ends where a busy machine lets it wait too long.
        rows = _rows(installation, range(start, min(start + _AT_ONCE, numbers.stop)), staff_id, source)
        with installation.database.write() as unit:
            run(unit, _NEW, rows)
            unit.commit()


def signed_in(scene: Scene, staff_id: int) -> str:
    with scene.installation.database.write() as unit:
        token = open_session(scene.installation, unit, "staff", staff_id=staff_id)
        unit.commit()
    return f"kakanai_browser=bench; kakanai_staff={token}"


def _rows(installation: Installation, numbers: range, staff_id: int, source: random.Random) -> list[dict[str, object]]:
    procedures = [installation.catalogue.current(name) for name in _PROCEDURES]
    today, now = installation.clock.today(), to_micro(installation.clock.now())
    rows = list[dict[str, object]]()
    for number in numbers:
        uid, procedure, is_open = secrets.token_hex(16), source.choice(procedures), number % 5 == 0
        box, key = new_sealer(installation.keys, f"application:{uid}")
        arrived = now - source.randrange(400 * _DAY)
        rows.append({
            "uid": uid, "receipt_number": f"26-{number // 10**6:03}-{number // 10**3 % 1000:03}-{number % 1000:03}",
            "procedure": procedure.id, "version": procedure.version, "meaning": procedure.meaning,
            "kind": procedure.kind, "duty": procedure.duty, "state": source.choice(_STATES) if is_open else "approved",
            "door": "online", "person_id": None, "staff_id": None, "arrived_at": arrived, "arrival_place": "online",
            "arrival_basis": "stored", "stored_at": arrived,
            "due": add_days(today, source.randrange(-20, 60)).isoformat(),
            "assignee_id": staff_id if number % 3 else None, "key_id": key.key_id, "wrapped_key": key.wrapped,
            "sealed_summary": box.seal("summary", {"name": {"family": "見本", "given": "花子"}}),
            "sealed_evidence": b"", "revision": 0, "answers_revision": 1, "changed_at": arrived,
            "decided_at": None if is_open else now, "looked_up_by": mark_of(installation.keys), "office": "",
        })  # fmt: skip
    return rows
