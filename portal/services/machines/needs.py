"""What use cases of the room take from the installation, where neither a single thing nor one bundle is enough."""

from typing import Protocol

from portal.services.handover.needs import HandoverNeeds
from portal.services.shared.needs import HasItems


class MachinesNeeds(HandoverNeeds, HasItems, Protocol):
    pass
