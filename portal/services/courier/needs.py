from typing import Protocol

from portal.services.filing.needs import FilingNeeds
from portal.services.shared.needs import HasCourier, HasInvitationKey, HasQuarantine, HasSigning, HasVerifier


class CourierNeeds(FilingNeeds, HasCourier, HasInvitationKey, HasQuarantine, HasSigning, HasVerifier, Protocol):
    pass
