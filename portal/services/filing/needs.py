"""What use cases of the room take from the installation, where neither a single thing nor one bundle is enough."""

from typing import Protocol

from portal.services.shared.needs import (
    Correspondence,
    HasAdmission,
    HasCodeKey,
    HasFormKey,
    HasLinks,
    HasLookUpKey,
    HasNumberKeys,
    HasOnArrival,
    HasPayments,
    HasRegister,
)


class FilingNeeds(
    Correspondence,
    HasAdmission,
    HasCodeKey,
    HasFormKey,
    HasLinks,
    HasLookUpKey,
    HasNumberKeys,
    HasOnArrival,
    HasPayments,
    HasRegister,
    Protocol,
):
    pass
