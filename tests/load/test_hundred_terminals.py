"""A town's twenty-one sections at up to a hundred terminals at once (B-06 of docs/ja/functions.md): in `make long` a hundred, else one each."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from shutil import copy
from threading import Barrier
from typing import Any

import httpx
import pytest

from forms.definition.procedure import Procedure
from integrations.http import trusted
from portal.config import TREE, Settings
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.services.shared.verify_audit import verify_audit
from portal.wiring import install
from tests.definitions.counter import Visit
from tests.examples import IS_LONG
from tests.journeys.visitor import Visitor
from tests.portal.world import add_member
from tests.servers import NOW, running, running_beside

pytestmark = pytest.mark.both_engines

# 新ひだか町's sections, and what of each is registered here.
SECTIONS = {
    "住民基本台帳": "ido-todoke", "戸籍": "koseki-shomei", "マイナンバー": "card-saikofu", "印鑑登録": "inkan-toroku",
    "国保": "kokuho-kanyu", "国民年金": "kokumin-nenkin", "後期高齢者医療": "koki-kakuninsho", "介護保険": "kaigo-shikaku",
    "障害者福祉": "shintai-techo", "重度心身医療": "judo-iryohi", "ひとり親医療費": "hitorioya-iryohi", "子ども医療費": "kodomo-iryohi",
    "児童手当": "jido-teate-koza", "児童扶養手当": "jido-fuyo-teate-nintei", "特別児童扶養手当": "tokubetsu-jido-fuyo-teate",
    "子ども支援": "kodomo-daredemo-tsuen", "幼稚園・保育園": "hoiku-nintei", "就学援助": "shugaku-enjo", "収納": "koza-furikae",
    "公営住宅": "shiei-jutaku", "畜犬": "inu-toroku",
}  # fmt: skip
TERMINALS = 100 if IS_LONG else len(SECTIONS)
MOST_BUSY = 20  # answers of a terminal
PATIENCE = 120.0  # seconds for one page, on a machine with other work


def test_each_terminal_registers_its_visitor_once(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "procedures"
    folder.mkdir()
    for name in SECTIONS.values():
        for file in (TREE / "forms" / "procedures").glob(f"{name}.*"):
            copy(file, folder)
    settings = {"KAKANAI_DATABASE_URL": database_url, "KAKANAI_PROCEDURES": str(folder)}
    with ExitStack() as stack:
        server = stack.enter_context(running("serve", folder=tmp_path / "server", **settings))
        origins = [server.url]
        if not database_url.startswith("sqlite"):
            origins.append(stack.enter_context(running_beside(server)).url)
        own = Settings(env="test", data=server.folder / "data", database_url=database_url, procedures=folder, now=NOW)
        installation = install(own)
        try:
            procedures = [installation.catalogue.current(name) for name in SECTIONS.values()]
            desks = [
                Terminal(origins[number % len(origins)], _seat(installation, number)) for number in range(TERMINALS)
            ]
            begin = Barrier(TERMINALS)
            with ThreadPoolExecutor(TERMINALS) as pool:
                receipts = list(
                    pool.map(lambda desk, procedure: desk.register(procedure, begin), desks, cycle(procedures))
                )
            assert len(set(receipts)) == TERMINALS
            with installation.database.read() as unit:
                rows = unit.connection.exec_driver_sql("SELECT receipt_number, procedure FROM application").all()
            assert {number for number, _ in rows} == set(receipts)
            assert {procedure for _, procedure in rows} == set(SECTIONS.values())
            assert verify_audit(installation).faults == ()
        finally:
            installation.database.close()
    assert [status for desk in desks for status in desk.statuses if status >= 500 or status == 429] == []
    waits = sorted(wait for desk in desks for wait in desk.waits)
    busy = sum(desk.busy for desk in desks)
    print(
        f"{TERMINALS} terminals, {len(waits)} pages: p50 {waits[len(waits) // 2]:.2f} s, "
        f"p99 {waits[len(waits) * 99 // 100]:.2f} s, {busy} times too busy"
    )


class Own(Visit):
    """Who came is asked within a group, too."""

    def boxes(self) -> dict[str, list[str]]:
        return {**super().boxes(), **({"payer.filer": ["self"]} if 'name="payer.filer"' in self.clerk.text else {})}


class Patient(httpx.HTTPTransport):
    """Presses again where the service is too busy, as its page asks for: terminals here make no pause between two pages, people do."""

    busy = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        while response.status_code == 503 and self.busy < MOST_BUSY:
            self.busy += 1
            response.close()
            time.sleep(1)
            response = super().handle_request(request)
        return response


@dataclass
class Terminal:
    """`waits`: seconds of each page; `busy`: how often the service was too busy."""

    origin: str
    token: str
    waits: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    busy: int = 0

    def register(self, procedure: Procedure, begin: Barrier) -> str:
        cookies = {"kakanai_staff": self.token, "kakanai_browser": "a browser of staff"}
        hooks = {"response": [self._came]}
        transport = Patient(verify=trusted())
        with httpx.Client(
            base_url=self.origin, cookies=cookies, timeout=PATIENCE, event_hooks=hooks, transport=transport
        ) as client:
            client.follow_redirects = True
            begin.wait(PATIENCE)
            for scenario in complete(procedure):
                with (
                    suppress(AssertionError),
                    self._counted(transport),
                ):  # what this scenario lacks at the counter, another has
                    return Own(Visitor(self.origin, client), procedure, scenario).register()
        raise AssertionError(f"{procedure.id}: no scenario can be registered")

    @contextmanager
    def _counted(self, transport: Patient) -> Iterator[None]:
        try:
            yield
        finally:
            self.busy = transport.busy

    def _came(self, response: httpx.Response) -> None:
        response.read()
        self.waits.append(response.elapsed.total_seconds())
        self.statuses.append(response.status_code)


def complete(procedure: Procedure) -> list[Mapping[str, Any]]:
    return [each for each in procedure.scenarios if each["expect"].get("complete") and "earlier" not in each]


def _seat(installation: Installation, number: int) -> str:
    member = add_member(installation, f"terminal-{number}", ("clerk", "*"))
    with installation.database.write() as unit:
        token = open_session(installation, unit, "staff", staff_id=member.id)
        unit.commit()
    return token
