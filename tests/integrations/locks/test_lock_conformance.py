"""Contract of everything that gives numbers for locks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from fastapi import FastAPI

from integrations.http import Transport
from integrations.locks.embedded import Embedded
from integrations.locks.mock.app import Doors, door_pages
from integrations.locks.remotelock import RemoteLock, RemoteLockSettings
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.lock_socket import Locks, Opening
from tests.integrations.identity.world import served
from tests.integrations.mail.servers import odd_server, rubbish, silent

DOORS = ("0a1b2c3d-0000-4000-8000-000000000001", "0a1b2c3d-0000-4000-8000-000000000002")
OPENING = Opening("kakanai 5f3a", DOORS, "2026-12-01T08:45", "2026-12-01T12:15")
LATER = replace(OPENING, starts="2026-12-02T08:45", ends="2026-12-02T12:15")
AT, AFTER, NEXT_DAY = "2026-12-01T09:00:00", "2026-12-01T12:16:00", "2026-12-02T09:00:00"
SERVICE = Doors("a-client", "a-secret", DOORS)


@dataclass
class World:
    locks: Locks
    doors: Doors | None

    def opens(self, pin: str, at: str) -> bool:
        return self.doors is None or all(self.doors.opens(pin, door, at) for door in DOORS)


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    client = Transport(timeout=20)
    yield client
    client.close()


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    app = FastAPI()
    app.include_router(door_pages(SERVICE))
    with served(app) as address:
        yield address


@pytest.fixture
def service(base: str, transport: Transport) -> RemoteLock:
    SERVICE.fault, SERVICE.lost = 0, False
    for kept in (SERVICE.tokens, SERVICE.guests, SERVICE.accesses):
        kept.clear()
    return RemoteLock(RemoteLockSettings("a-client", "a-secret", base, base), transport)


@pytest.fixture(params=["remotelock", "embedded"])
def world(request: pytest.FixtureRequest, service: RemoteLock) -> World:
    return World(service, SERVICE) if request.param == "remotelock" else World(Embedded(), None)


def failure(locks: Locks, opening: Opening = OPENING) -> tuple[str, bool]:
    with pytest.raises(AdapterError) as failed:
        locks.give(opening)
    return failed.value.code, failed.value.permanent


def test_a_number_opens_every_door_for_its_time_alone(world: World) -> None:
    assert world.locks.ready()
    given = world.locks.give(OPENING)
    assert given.number.isdigit()
    assert 4 <= len(given.number) <= 10
    assert given.number not in repr(given), "a log shows it"
    assert world.opens(given.number, AT)
    if world.doors is not None:
        assert not world.opens(given.number, AFTER)


def test_a_number_that_is_moved_opens_at_the_new_time_and_taken_back_never(world: World) -> None:
    given = world.locks.give(OPENING)
    moved = world.locks.move(given.access, LATER)
    assert world.opens(moved.number, NEXT_DAY)
    world.locks.take_back(moved.access)
    world.locks.take_back(moved.access)
    if world.doors is not None:
        assert not world.opens(given.number, AT)
        assert not world.opens(moved.number, NEXT_DAY)


def test_a_lost_answer_makes_no_second_guest(service: RemoteLock) -> None:
    SERVICE.lost = True
    assert failure(service) == ("LOCK_UNAVAILABLE", False)
    given = service.give(replace(OPENING, again=True))
    assert list(SERVICE.guests) == [given.access]
    assert SERVICE.accesses[given.access] == list(DOORS)
    assert service.give(replace(OPENING, again=True)) == given
    assert service.give(replace(OPENING, name="kakanai another", again=True)) != given


def test_nothing_of_people_goes_to_the_service(service: RemoteLock) -> None:
    service.give(OPENING)
    (guest,) = SERVICE.guests.values()
    assert {name: guest[name] for name in ("name", "starts_at", "ends_at")} == {
        "name": "kakanai 5f3a", "starts_at": "2026-12-01T08:45:00", "ends_at": "2026-12-01T12:15:00",
    }  # fmt: skip
    assert set(guest) == {"name", "starts_at", "ends_at", "pin", "status"}


def test_a_door_that_is_not_there_is_refused_for_good(service: RemoteLock) -> None:
    assert failure(service, replace(OPENING, doors=("nowhere",))) == ("LOCK_REFUSED", True)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(403, ("LOCK_SIGN_IN", False)), (429, ("LOCK_LATER", False)), (422, ("LOCK_REFUSED", True)), (500, ("LOCK_UNAVAILABLE", False))],
)  # fmt: skip
def test_what_each_answer_means(service: RemoteLock, status: int, expected: tuple[str, bool]) -> None:
    SERVICE.fault = status
    assert failure(service) == expected


def test_a_token_serves_until_it_ends_and_a_withdrawn_one_is_asked_again(service: RemoteLock) -> None:
    first = service.give(OPENING)
    service.move(first.access, LATER)
    assert len(SERVICE.tokens) == 1
    SERVICE.tokens.clear()
    service.take_back(first.access)
    assert len(SERVICE.tokens) == 1
    service.take_back("an access that is not there any more")


def test_a_wrong_secret_loses_nothing(base: str, transport: Transport) -> None:
    wrong = RemoteLock(RemoteLockSettings("a-client", "another", base, base), transport)
    assert not wrong.ready()
    assert failure(wrong) == ("LOCK_SIGN_IN", False)


@pytest.mark.parametrize("behave", [silent, rubbish])
def test_a_service_in_trouble_is_tried_again(behave: object, base: str) -> None:
    with odd_server(behave) as port:  # type: ignore[arg-type]
        short = Transport(timeout=0.3)
        odd = RemoteLock(RemoteLockSettings("a-client", "a-secret", f"http://127.0.0.1:{port}", base), short)
        _, permanent = failure(odd)
        short.close()
    assert not permanent
