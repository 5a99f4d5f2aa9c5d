from typing import Protocol

from portal.services.shared.needs import (
    Correspondence,
    HasCodeKey,
    HasDocuments,
    HasFormKey,
    HasLookUpKey,
    HasPayments,
    HasRegister,
)


class DeskNeeds(Correspondence, HasCodeKey, HasDocuments, HasFormKey, HasLookUpKey, HasPayments, Protocol):
    pass


class BulkNeeds(DeskNeeds, HasRegister, Protocol):
    pass
