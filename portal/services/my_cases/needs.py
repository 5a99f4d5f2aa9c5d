"""Bundles of the installation for the use cases of this room."""

from typing import Protocol

from portal.services.shared.needs import Correspondence, HasLookUpKey, HasPayments


class MyCasesNeeds(Correspondence, HasLookUpKey, HasPayments, Protocol):
    pass
