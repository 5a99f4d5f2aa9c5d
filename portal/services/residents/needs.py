"""What use cases of the room take from the installation, where neither a single thing nor one bundle is enough."""

from typing import Protocol

from portal.services.shared.needs import HasLinks, HasRegister


class ResidentsNeeds(HasLinks, HasRegister, Protocol):
    pass
