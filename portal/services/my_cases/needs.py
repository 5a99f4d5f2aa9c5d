from typing import Protocol

from portal.services.shared.needs import Correspondence, HasLookUpKey, HasPayments, HasRegister


class MyCasesNeeds(Correspondence, HasLookUpKey, HasPayments, HasRegister, Protocol):
    pass
