"""SIGKILL during a submission: a retry gives one application and one receipt."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, text

from tests.examples import IS_LONG
from tests.load.client import Answer, Browser
from tests.load.forty import fill
from tests.load.lossy import lossy
from tests.load.office import Office, open_office

pytestmark = pytest.mark.both_engines

STRIKES = 5 if IS_LONG else 2
AT_ONCE = 4


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "office", database_url, procedures=AT_ONCE) as opened:
        yield opened


def test_an_answer_lost_with_its_server_is_the_same_receipt_on_retry(office: Office) -> None:
    with closing(office.browser("takamihon-taro")) as browser:
        draft = fill(browser, office.procedures[0])
        with (
            lossy(office.server.port, office.server.kill) as line,
            closing(replace(browser, origin=line.url, _connections={})) as unlucky,
            pytest.raises((HTTPException, ConnectionError)),
        ):
            unlucky.post(f"{draft}/submit", {})
        match = re.search(rb"location: (\S+)", line.swallowed)
        assert match is not None, line.swallowed

        office.server.start()
        browser.close()
        answer = browser.post(f"{draft}/submit", {})

        assert (answer.status, answer.location) == (303, match[1].decode())
        assert browser.get(answer.location).status == 200
    _each_once(office, [answer])


def test_a_server_killed_before_the_commit_leaves_the_draft_and_nothing_else(office: Office) -> None:
    with closing(office.browser("takamihon-taro")) as browser, ThreadPoolExecutor(1) as pool:
        draft = fill(browser, office.procedures[0])
        with _audit_held(office):
            lost = pool.submit(browser.post, f"{draft}/submit", {})
            _wait_until_held(office)
            office.server.kill()
            assert isinstance(lost.exception(), (HTTPException, ConnectionError))
        assert office.rows("SELECT COUNT(*) FROM application") == [(0,)]
        assert office.rows("SELECT COUNT(*) FROM draft") == [(1,)]

        office.server.start()
        browser.close()
        answer = browser.post(f"{draft}/submit", {})
    _each_once(office, [answer])


def test_a_server_killed_at_any_moment_keeps_each_receipt_it_gave(office: Office) -> None:
    people = office.people()[:STRIKES]
    moments = Random(20261120)
    receipts: list[Answer] = []
    for person in people:
        with closing(office.browser(person)) as browser, ThreadPoolExecutor(AT_ONCE) as pool:
            drafts = [fill(browser, procedure) for procedure in office.procedures]
            sent = [pool.submit(_send, browser, draft) for draft in drafts]
            time.sleep(moments.uniform(0.0, 0.03))
            office.server.kill()
            first = [future.result() for future in sent]

            office.server.start()
            browser.close()
            retried = [browser.post(f"{draft}/submit", {}) for draft in drafts]

        for before, after in zip(first, retried, strict=True):
            assert after.status == 303
            assert before is None or before == after
        receipts += retried
    _each_once(office, receipts)


def _send(browser: Browser, draft: str) -> Answer | None:
    """None if the server died during the request."""
    with closing(replace(browser, _connections={})) as connected:
        try:
            return connected.post(f"{draft}/submit", {})
        except (HTTPException, ConnectionError):
            return None


def _each_once(office: Office, receipts: list[Answer]) -> None:
    stored = [f"/applications/{number}?sent" for (number,) in office.rows("SELECT receipt_number FROM application")]
    assert sorted(stored) == sorted(answer.location for answer in receipts)
    assert office.rows("SELECT COUNT(*), COUNT(DISTINCT application_id) FROM application_answers") == [
        (len(stored), len(stored))
    ]
    assert office.rows("SELECT COUNT(*) FROM draft") == [(0,)]
    assert office.audit().faults == ()


@contextmanager
def _audit_held(office: Office) -> Iterator[None]:
    """Locks the audit table, the last write of a submission; on SQLite the whole database."""
    engine = create_engine(office.url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("LOCK TABLE audit_record IN EXCLUSIVE MODE"))
        yield
        connection.rollback()
    engine.dispose()


def _wait_until_held(office: Office) -> None:
    """PostgreSQL reports waiting sessions.

    SQLite waits inside the server process, invisible from outside: half a second suffices in practice, and a shorter
    wait would weaken the test but not fail it.
    """
    deadline = time.monotonic() + 30
    waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO audit_record%'"
    if office.url.startswith("sqlite"):
        time.sleep(0.5)
        return
    while office.rows(waiting) == [(0,)]:
        assert time.monotonic() < deadline, "the submission never came to its audit record"
        time.sleep(0.02)
