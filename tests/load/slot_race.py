"""Manual race for the places of four slots over HTTP.

`python -m tests.load.slot_race [CLIENTS] [DATABASE_URL]` prints counts and exits with 1 if a place is given twice or
left over.
"""

import re
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.config import load_settings
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session
from portal.store.bookings import reservations
from portal.wiring import install
from tests.load.client import Browser
from tests.portal.services.bookings.booking import ANSWERS, PROCEDURE
from tests.servers import NOW, running

TIMES = ("lung-1", "lung-2", "lung-3", "lung-4")
PAGE = "lung_slot"
AT_ONCE = 64
_TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')


def prepare(installation: Installation, clients: int) -> list[tuple[str, str]]:
    """(session token, draft) per client."""
    ready = []
    procedure = installation.catalogue.current(PROCEDURE)
    with installation.database.write() as unit:
        for number in range(clients):
            card = BasicFour(name=f"見本　{number}")
            now = installation.clock.now()
            assertion = Assertion("fake", "https://card.example", f"race-{number}", ("card",), "aal3", now, card)
            token = finish_sign_in(installation, unit, assertion, "192.0.2.1")
            session = find_session(installation, unit, "resident", token)
            assert session is not None
            draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
            draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
            seen = frozenset(page.id for page in procedure.pages if page.id != PAGE)
            save_draft(installation, unit, draft, ANSWERS, seen)
            ready.append((token, draft_id))
        unit.commit()
    return ready


def want(origin: str, number: int, token: str, draft: str) -> str:
    """ "full", "sent", or the unexpected status."""
    base = f"/apply/{PROCEDURE}/{draft}"
    with closing(Browser(origin, {"kakanai_resident": token})) as browser:
        browser.token = _TOKEN.findall(browser.get(f"{base}/page/{PAGE}").body)[-1]
        chosen = browser.post(f"{base}/page/{PAGE}", {PAGE: TIMES[number % len(TIMES)]})
        if chosen.status == 422 and "いっぱい" in chosen.body:
            return "full"
        if chosen.status != 303:
            return f"choose {chosen.status}"
        sent = browser.post(f"{base}/submit", {})
        return "sent" if sent.location.startswith("/applications/") else f"send {sent.status} {sent.location}"


def main(clients: int, database_url: str) -> int:
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        settings = {"KAKANAI_DATABASE_URL": database_url} if database_url else {}
        installation = install(
            load_settings(env="test", data=data, database_url=database_url, identity="none", now=NOW)
        )
        ready = prepare(installation, clients)
        with running("serve", folder=Path(folder), KAKANAI_IDENTITY="none", **settings) as server:
            began = time.monotonic()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                ends = list(pool.map(lambda numbered: want(server.url, numbered[0], *numbered[1]), enumerate(ready)))
            took = time.monotonic() - began
        places = sum(slot.left for slot in installation.city.slots("lung", installation.clock.today()))
        with installation.database.read() as unit:
            rows = [row for day in ("2026-12-01", "2026-12-09") for row in reservations.of_day(unit, "lung", day)]
        installation.database.close()
    twice = [key for key, count in Counter((row.slot, row.number) for row in rows).items() if count > 1]
    print(f"{clients} clients, {AT_ONCE} at once, {places} places: {dict(Counter(ends))} in {took:.1f} s")
    return int(bool(twice) or len(rows) != min(places, clients) or ends.count("sent") != len(rows))


if __name__ == "__main__":
    raise SystemExit(main(int((sys.argv[1:] or ["800"])[0]), (sys.argv[2:] or [""])[0]))
