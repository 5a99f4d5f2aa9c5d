from typing import Protocol

from portal.services.shared.needs import (
    Correspondence,
    HasChoiceKey,
    HasCodeKey,
    HasDelivery,
    HasDocuments,
    HasFormerLayouts,
    HasFormKey,
    HasKeptFiles,
    HasLookUpKey,
    HasNumberKeys,
    HasPayments,
    HasQuarantine,
)


class HandoverNeeds(
    Correspondence,
    HasChoiceKey,
    HasCodeKey,
    HasDelivery,
    HasDocuments,
    HasFormKey,
    HasFormerLayouts,
    HasKeptFiles,
    HasLookUpKey,
    HasNumberKeys,
    HasPayments,
    HasQuarantine,
    Protocol,
):
    pass
