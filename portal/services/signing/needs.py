from typing import Protocol

from portal.services.shared.needs import Correspondence, HasLinks, HasPayments, HasRegister, HasSigning, HasVerifier


class SigningNeeds(Correspondence, HasLinks, HasPayments, HasRegister, HasSigning, HasVerifier, Protocol):
    pass
