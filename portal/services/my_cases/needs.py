from typing import Protocol

from portal.services.shared.needs import Correspondence, HasLookUpKey, HasPayments


class MyCasesNeeds(Correspondence, HasLookUpKey, HasPayments, Protocol):
    pass
