"""Steps of a submission that are imported with the first one: with what they need they are a fortieth of a start."""

from collections import UserList
from functools import cached_property
from importlib import import_module
from typing import Any

from portal.services.shared.step import Step

_LISTED = "portal.wiring.arrival_steps"


class LaterSteps(UserList[Step[Any, Any, Any]]):
    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def data(self) -> list[Step[Any, Any, Any]]:  # type: ignore[override]  # read once: a list of its own is never set
        return [*getattr(import_module(_LISTED), self._name)]
