"""A public page queries neighbours rarely, never concurrently."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest

from portal.services.counter import ask_neighbours
from portal.services.counter.ask_neighbours import SECONDS, Neighbours
from portal.services.shared.installation import Installation


@dataclass
class Neighbour:
    """`when_asked` runs during the query."""

    works: bool = True
    asked: int = 0
    when_asked: Callable[[], Any] = lambda: None

    def ready(self) -> bool:
        self.asked += 1
        self.when_asked()
        return self.works


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    shown = [1000.0]
    monkeypatch.setattr(ask_neighbours, "monotonic", lambda: shown[0])
    return shown


def with_neighbours(installation: Installation, **neighbours: Any) -> Neighbours:
    return Neighbours(replace(installation, **neighbours))


def test_each_neighbour_is_ok_missing_or_not_installed(installation: Installation) -> None:
    states = with_neighbours(
        installation,
        register=Neighbour(),
        payments=Neighbour(works=False),
        token_server=Neighbour(works=False),
        scanner=None,
    ).ask()
    assert [states[name] for name in ("register", "payments", "token_server", "scanner")] == [
        "ok", "missing", "missing", "none",
    ]  # fmt: skip


def test_within_ten_seconds_nobody_is_asked_twice(installation: Installation, seconds: list[float]) -> None:
    register = Neighbour()
    neighbours = with_neighbours(installation, register=register)
    assert neighbours.ask()["register"] == "ok"
    register.works = False
    seconds[0] += SECONDS - 1
    assert (neighbours.ask()["register"], register.asked) == ("ok", 1)
    seconds[0] += 1
    assert (neighbours.ask()["register"], register.asked) == ("missing", 2)


def test_anyone_who_comes_while_neighbours_are_asked_gets_the_previous_result(
    installation: Installation, seconds: list[float]
) -> None:
    register = Neighbour()
    neighbours = with_neighbours(installation, register=register)
    neighbours.ask()
    seconds[0] += SECONDS
    register.works = False
    meanwhile = []
    with ThreadPoolExecutor(1) as other:
        register.when_asked = lambda: meanwhile.append(other.submit(neighbours.ask).result(timeout=10)["register"])
        assert neighbours.ask()["register"] == "missing"
    assert (meanwhile, register.asked) == (["ok"], 2)
