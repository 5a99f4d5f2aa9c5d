"""SQLite's query plans of the queue, from fake statistics."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from math import prod
from types import ModuleType

import pytest
from sqlalchemy import make_url

from portal.config import load_settings
from portal.db import Unit
from portal.services.desk.queue.calls import desk_calls
from portal.services.desk.queue.page import HOLDS, PAPERS, Wanted, queue_page
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import hand_over_changes, hand_overs
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.portal.world import PROCEDURE, add_member

# Number of distinct values of a column; by default one per row.
_VALUES = {"duty": 3, "state": 5, "procedure": 3, "due": 80, "assignee_id": 20, "person_id": 50, "decided_at": 300}
_NUMBER = "USING INTEGER PRIMARY KEY (rowid=?)"
# (parent, detail) of each step of a plan.
Plan = list[tuple[int, str]]


@pytest.fixture(scope="module", params=[None, 10_000, 100_000, 1_000_000], ids=lambda size: f"{size} applications")
def installation(
    request: pytest.FixtureRequest, makers: Makers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """None: as without ANALYZE. For all tests, which only look."""
    url = makers["sqlite"].offered()
    if request.param:
        with closing(sqlite3.connect(str(make_url(url).database))) as connection:
            _pretend(connection, request.param)
    made = install(
        load_settings(env="test", data=tmp_path_factory.mktemp("data"), database_url=url, identity="none", now=NOW)
    )
    yield made
    made.database.close()
    makers["sqlite"].take_back(url)


def _pretend(connection: sqlite3.Connection, size: int) -> None:
    """One in five of them is open."""
    connection.execute("ANALYZE application")
    connection.execute("DELETE FROM sqlite_stat1")
    for _, index, _, _, partial in connection.execute("PRAGMA index_list(application)").fetchall():
        columns = [row[2] for row in connection.execute(f"PRAGMA index_info({index})")]
        rows = size // 5 if partial else size
        estimates = (
            max(1, rows // prod(_VALUES.get(name, rows) for name in columns[: n + 1])) for n in range(len(columns))
        )
        connection.execute(
            "INSERT INTO sqlite_stat1 VALUES ('application', ?, ?)", (index, " ".join(map(str, (rows, *estimates))))
        )
    connection.commit()


def _plans(installation: Installation, member: Member, *pages: Wanted, calls: bool = True) -> dict[str, Plan]:
    """Of each statement that reads applications, for these pages and for the calls beside them."""
    with installation.database.write() as unit:
        connection = unit.connection.connection.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        asked: list[str] = []
        connection.set_trace_callback(asked.append)
        for wanted in pages:
            queue_page(installation, unit, member, wanted)
        if calls:
            desk_calls(installation, unit, member)
        connection.set_trace_callback(None)
        reading = [statement for statement in asked if statement.startswith("SELECT") and " application " in statement]
        return {
            statement: [(row[1], row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
            for statement in reading
        }


def _of_applications(plan: Plan) -> list[tuple[int, str]]:
    return [(parent, step) for parent, step in plan if step.split()[1:2] in (["application"], ["a"])]


@pytest.fixture(scope="module")
def member(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", "*"), ("approver", "*"))


def test_no_page_of_the_desk_reads_all_applications(installation: Installation, member: Member) -> None:
    plans = _plans(
        installation, member, Wanted(), Wanted(state="screening"), Wanted(who="unassigned"), Wanted(due="over")
    )
    assert len(plans) > 20
    for statement, plan in plans.items():
        for _, step in _of_applications(plan):
            assert step.startswith("SEARCH"), (step, statement)


def test_what_waits_leads_to_its_applications(installation: Installation, member: Member) -> None:
    pages = (
        [Wanted(papers=papers) for papers in PAPERS] + [Wanted(hold=hold) for hold in HOLDS] + [Wanted(due="passed")]
    )
    plans = _plans(installation, member, *pages)
    few = {
        statement: plan
        for statement, plan in plans.items()
        if re.search(r" id IN \(SELECT (?!id FROM application)|JOIN application(?! WHERE id)", statement)
    }
    assert len(few) > 12
    for statement, plan in few.items():
        assert {step.split(maxsplit=2)[2] for _, step in _of_applications(plan)} == {_NUMBER}, statement


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(), Wanted(sort="oldest"), Wanted(sort="newest"), Wanted(state="screening"), Wanted(who="unassigned"),
        Wanted(who="mine"), Wanted(procedure=PROCEDURE), Wanted(due="over"), Wanted(due="soon"),
    ],
    ids=str,
)  # fmt: skip
def test_a_page_is_read_in_its_order(installation: Installation, member: Member, wanted: Wanted) -> None:
    plan = next(iter(_plans(installation, member, wanted, calls=False).values()))
    # The rows that each duty's range gives are sorted together; each range is read no further than the page.
    read = {parent for parent, step in _of_applications(plan) if not step.endswith(_NUMBER)}
    assert read
    assert not [step for parent, step in plan if parent in read and "TEMP B-TREE" in step]


def _steps(installation: Installation, ask: Callable[[Unit], object]) -> list[str]:
    """Of the last of these statements."""
    with installation.database.read() as unit:
        connection = unit.connection.connection.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        asked: list[str] = []
        connection.set_trace_callback(asked.append)
        ask(unit)
        connection.set_trace_callback(None)
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked[-1]}").fetchall()]


def test_what_waits_to_be_handed_over_is_a_range_in_its_order(installation: Installation) -> None:
    steps = _steps(
        installation, lambda unit: hand_overs.waiting(unit, "generic.application", "care-qualification", [PROCEDURE], 7)
    )
    assert steps[0] == "SEARCH application USING INDEX ix_application_going (duty=? AND id>?)"
    assert not [step for step in steps if "TEMP B-TREE" in step]


@pytest.mark.parametrize("table", [hand_overs, hand_over_changes], ids=["what is new", "what changed"])
def test_a_page_of_a_batch_is_a_range_in_its_order(installation: Installation, table: ModuleType) -> None:
    steps = _steps(installation, lambda unit: table.items(unit, 1, 7))
    assert re.fullmatch(
        r"SEARCH \w+ USING INDEX ix_hand_over(_change)?_batch \(batch_id=\? AND application_id>\?\)", steps[0]
    )
    assert not [step for step in steps if "TEMP B-TREE" in step]
