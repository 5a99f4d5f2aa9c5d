"""A bundle of procedures; part of `tour.Tour`."""

from abc import ABC, abstractmethod
from functools import cached_property

from forms.definition.registry import field_types
from forms.loading import load
from tests.journeys.bundling import Bundling, go_on, start
from tests.journeys.visitor import Visitor
from tests.shipped_once import PROCEDURES

DOG, WATER = "inu-shibo", "suido-chushi"


class WithBundles(ABC):
    @property
    @abstractmethod
    def alice(self) -> Visitor: ...

    begun = "/bundles/start/kodomo-iryohi,jido-teate-nintei"

    @cached_property
    def bundle(self) -> str:
        procedures = {name: load(PROCEDURES / f"{name}.yaml", fields=field_types()) for name in (DOG, WATER)}
        answers = {name: procedure.scenarios[0]["answers"] for name, procedure in procedures.items()}
        start(self.alice, (DOG, WATER))
        address = self.alice.path
        go_on(self.alice)
        Bundling(self.alice, procedures, answers).until_check()
        return address
