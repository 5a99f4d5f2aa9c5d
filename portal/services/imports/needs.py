from typing import Protocol

from portal.services.filing.needs import FilingNeeds
from portal.services.shared.needs import HasImporter, HasQuarantine


class ImportsNeeds(FilingNeeds, HasImporter, HasQuarantine, Protocol):
    pass
