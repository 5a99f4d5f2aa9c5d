"""Every plug of the register of corporations: the Web-API over the wire, and the file."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from socket import create_server

import pytest
from fastapi import FastAPI

from integrations.corporations.mock.app import ID, PATH, ROWS, _columns, number_pages
from integrations.corporations.number_file import NumberFile
from integrations.corporations.web_api import CorporationWebApi
from integrations.http import Reply, Transport
from integrations.sockets.corporation_socket import Corporation, CorporationRegister
from integrations.sockets.interfaces import AdapterError
from tests.integrations.identity.world import serving

BUILDER = Corporation("7000000000101", "株式会社見本建設", "ミホンケンセツ", "見本県見本市見本町一丁目8番9号", "")
Make = Callable[[str], CorporationRegister]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = FastAPI()
    app.include_router(number_pages(ROWS, date(2026, 11, 20)))
    with ExitStack() as stack:
        listener = stack.enter_context(create_server(("127.0.0.1", 0)))
        stack.enter_context(serving(app, listener))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}"


@pytest.fixture
def transport() -> Iterator[Transport]:
    made = Transport(timeout=5)
    yield made
    made.close()


@pytest.fixture(params=["web-api", "utf-8", "cp932"])
def register(request: pytest.FixtureRequest, address: str, transport: Transport, tmp_path: Path) -> CorporationRegister:
    if request.param == "web-api":
        return CorporationWebApi(address, ID, transport)
    lines = [",".join(f'"{cell}"' if cell else "" for cell in map(str, _columns(1, row))) for row in ROWS]
    path = tmp_path / "00_mihon_all_20261031.csv"
    path.write_bytes("\r\n".join(lines).encode(request.param))
    return NumberFile(path)


def test_a_number_gives_name_and_place(register: CorporationRegister) -> None:
    assert register.look_up("7000000000101") == BUILDER


def test_a_closed_corporation_says_since_when(register: CorporationRegister) -> None:
    closed = register.look_up(ROWS[2][0])
    assert closed is not None
    assert closed.closed == "2024-03-31"


def test_an_unknown_number_is_nothing(register: CorporationRegister) -> None:
    assert register.look_up("9000000000404") is None


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(AdapterError) as failed:
        act()
    return failed.value.code


def test_an_unknown_application_is_a_fault_of_the_settings(address: str, transport: Transport) -> None:
    api = CorporationWebApi(address, "other", transport)
    assert code_of(lambda: api.look_up("7000000000101")) == "PROVIDER_CONFIG"


class Answering(Transport):
    def __init__(self, status: int, body: bytes) -> None:
        super().__init__()
        self._reply = Reply(status, {}, body)

    def get(self, url: str, headers: object = None) -> Reply:
        return self._reply


@pytest.mark.parametrize(("status", "body"), [(503, b""), (429, b""), (200, b"2026-11-20,1,1,1\r\n<html>\r\n")])
def test_a_service_that_is_away_or_talks_nonsense_may_be_asked_again(status: int, body: bytes) -> None:
    api = CorporationWebApi("http://127.0.0.1:9", ID, Answering(status, body))
    assert code_of(lambda: api.look_up("7000000000101")) == "PROVIDER_UNAVAILABLE"


def test_an_empty_response_knows_nobody() -> None:
    assert CorporationWebApi("http://127.0.0.1:9", ID, Answering(200, b"")).look_up("7000000000101") is None


def test_a_file_that_is_gone_or_is_another_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    assert code_of(lambda: NumberFile(tmp_path / "gone.csv").look_up("7000000000101")) == "PROVIDER_CONFIG"
    (tmp_path / "other.csv").write_text("1,7000000000101,x\n")
    assert code_of(lambda: NumberFile(tmp_path / "other.csv").look_up("7000000000101")) == "PROVIDER_CONFIG"
