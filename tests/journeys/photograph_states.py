"""`python -m tests.journeys.photograph_states FOLDER`: pictures of every state of every kind of procedure.

One application's row is set to each state in turn.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Route, sync_playwright
from sqlalchemy import text
from starlette.testclient import TestClient

from portal.app import make_app
from portal.config import load_settings
from portal.services.cases.cases import case_of_member
from portal.services.my_cases.send_message import answer_applicant
from portal.services.my_cases.state_line import STOPPING, TABLE
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session, open_session
from portal.wiring import install
from tests.browser import DESKTOP, PHONE, launch
from tests.databases import NOW
from tests.portal.routes.guest_browser import BASE
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application

_SETS = (
    "UPDATE application SET kind = :kind, state = :state, decided_at = CASE WHEN :ended THEN changed_at END, "
    "due = :due WHERE receipt_number = :number"
)
_ASK = (
    "INSERT INTO withdrawal (application_id, asked_at, sealed_reason, answer, answered_by) "
    "SELECT id, changed_at, sealed_summary, '', '' FROM application WHERE receipt_number = :number"
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        installation = install(load_settings(env="test", data=Path(data), identity="none", now=NOW))
        session = alice(installation)
        member = add_member(installation, "reviewer", ("reviewer", DUTY))
        number = file_application(installation, session)
        with installation.database.write() as unit:
            case = case_of_member(installation, unit, member, number)
            answer_applicant(installation, unit, member, case, "証は11月27日ごろに届きます。", new_form())
            unit.commit()
        with TestClient(make_app(installation, with_worker=False), base_url=BASE) as client:
            _sign_in(installation, session, client)
            ask_again(installation, member, number, "phone", "insured_no")
            _photograph(installation, client, number, folder)
        installation.database.close()


def _sign_in(installation: Installation, session: Session, client: TestClient) -> None:
    with installation.database.write() as unit:
        token = open_session(installation, unit, "resident", person_id=session.person_id)
        unit.commit()
    client.cookies.set("kakanai_resident", token)
    client.cookies.set("kakanai_browser", "a browser")


def _photograph(installation: Installation, client: TestClient, number: str, folder: Path) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.route("**/*", lambda route: answer(client, route))

        def shoot(address: str, name: str) -> None:
            for language in ("ja", "easy"):
                client.cookies.set("kakanai_language", language)
                page.goto(f"{BASE}{address}")
                for size in (PHONE, DESKTOP):
                    page.set_viewport_size(size)
                    page.screenshot(path=folder / f"{name}-{language}-{size['width']}.png", full_page=True)

        path = f"/applications/{number}"
        shoot("/applications", "list")
        shoot(f"{path}/messages", "messages")
        _states(installation, number, lambda name, more="": shoot(f"{path}{more}", name))
        shoot("/receipts", "receipts")
        browser.close()


def _states(installation: Installation, number: str, shoot: Callable[..., None]) -> None:
    for kind, table in TABLE.items():
        for state, (_, tone) in table.items():
            with installation.database.write() as unit:
                unit.connection.execute(text("DELETE FROM withdrawal"))
                row = "examining" if state == STOPPING else state
                ended = tone in ("ok", "no") and state not in ("repaired",)
                values = {"kind": kind, "state": row, "ended": ended, "due": "2026-12-02", "number": number}
                unit.connection.execute(text(_SETS), values)
                if state == STOPPING:
                    unit.connection.execute(text(_ASK), {"number": number})
                unit.commit()
            shoot(f"{kind}-{state}")
            if (kind, state) in (("application", "received"), ("application", "examining")):
                shoot(f"stop-{state}", "/stop")
            if (kind, state) == ("application", "received"):
                shoot("just-sent", "?sent")


def answer(client: TestClient, route: Route) -> None:
    answer = client.get(route.request.url)
    headers = {name: value for name, value in answer.headers.items() if name != "content-encoding"}
    route.fulfill(status=answer.status_code, headers=headers, body=answer.content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
