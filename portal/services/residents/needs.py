"""Bundles of the installation for the use cases of this room."""

from typing import Protocol

from portal.services.shared.needs import HasLinks, HasRegister


class ResidentsNeeds(HasLinks, HasRegister, Protocol):
    pass
