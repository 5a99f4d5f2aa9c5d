from typing import Protocol

from portal.services.shared.needs import HasLinks, HasRegister


class ResidentsNeeds(HasLinks, HasRegister, Protocol):
    pass
