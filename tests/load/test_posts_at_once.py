"""Two processes send the same drafts simultaneously: two hundred in `make long`."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.examples import IS_LONG
from tests.load.forty import fill
from tests.load.office import Office, open_office
from tests.load.posted_twice import Draft, send_twice
from tests.servers import running_beside

pytestmark = pytest.mark.both_engines

DRAFTS = 200 if IS_LONG else 20
LANES = 10


def test_drafts_that_two_processes_post_at_once_give_one_application_each(database_url: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        office = stack.enter_context(open_office(tmp_path / "office", database_url, procedures=DRAFTS // LANES))
        servers = [office.server]
        if not database_url.startswith("sqlite"):  # two processes collide more often
            servers.append(stack.enter_context(running_beside(office.server)))
        lanes = _lanes(office)
        first, second = send_twice(lanes, [server.url for server in servers])

        assert len(first) == len(second) == DRAFTS
        assert Counter(answer.status for outcomes in (first, second) for answer in outcomes.values()) == {
            303: 2 * DRAFTS
        }
        assert {draft: answer.location for draft, answer in first.items()} == {
            draft: answer.location for draft, answer in second.items()
        }
        receipts = {answer.location for answer in first.values()}
        assert len(receipts) == DRAFTS

        stored = office.rows("SELECT receipt_number FROM application")
        assert {f"/applications/{number}?sent" for (number,) in stored} == receipts
        assert len(stored) == DRAFTS
        assert office.rows("SELECT id FROM draft") == []
        for table in ("application_answers", "application_event"):
            assert office.rows(f"SELECT COUNT(*), COUNT(DISTINCT application_id) FROM {table}") == [(DRAFTS, DRAFTS)]

        verdict = office.audit()
        assert verdict.faults == ()
        filed = office.rows("SELECT COUNT(*) FROM audit_record WHERE action = 'submit application'")
        assert filed == [(DRAFTS,)]
        assert {server.log for server in servers} == {""}


def _lanes(office: Office) -> list[list[Draft]]:
    """One lane per resident."""

    def lane(person: str) -> list[Draft]:
        with closing(office.browser(person)) as browser:
            return [(browser, fill(browser, procedure)) for procedure in office.procedures]

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lane, office.people()[:LANES]))
