"""Steps of a submission that are imported with the first one: with what they need they are a fortieth of a start."""

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, overload

from portal.services.shared.step import Step

Steps = Sequence[Step[Any, Any, Any]]
_LISTED = "portal.wiring.arrival_steps"


class LaterSteps(Steps):
    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _steps(self) -> tuple[Step[Any, Any, Any], ...]:
        steps: tuple[Step[Any, Any, Any], ...] = getattr(import_module(_LISTED), self._name)
        return steps

    @overload
    def __getitem__(self, place: int) -> Step[Any, Any, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> Steps: ...
    def __getitem__(self, place: int | slice) -> Step[Any, Any, Any] | Steps:
        return self._steps[place]

    def __len__(self) -> int:
        return len(self._steps)
