"""What use cases of the room take from the installation, where neither a single thing nor one bundle is enough."""

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
