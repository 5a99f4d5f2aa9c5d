"""What use cases of the room take from the installation, where neither a single thing nor one bundle is enough."""

from typing import Protocol

from portal.services.filing.needs import FilingNeeds
from portal.services.shared.needs import HasImporter, HasQuarantine


class ImportsNeeds(FilingNeeds, HasImporter, HasQuarantine, Protocol):
    pass
