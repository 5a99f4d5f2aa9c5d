from typing import Protocol

from portal.services.handover.needs import HandoverNeeds
from portal.services.shared.needs import HasItems


class MachinesNeeds(HandoverNeeds, HasItems, Protocol):
    pass
