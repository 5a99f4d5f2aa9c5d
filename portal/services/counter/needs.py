from typing import Protocol

from portal.services.filing.needs import FilingNeeds
from portal.services.shared.needs import (
    HasCardAgent,
    HasDebits,
    HasDelivery,
    HasLocks,
    HasProvider,
    HasReader,
    HasRegister,
    HasRevocation,
    HasSigning,
    HasStaffProvider,
    HasTokenServer,
    HasVerifier,
)


class ReadsCards(HasCardAgent, HasRegister, Protocol):
    pass


class CounterNeeds(
    FilingNeeds,
    HasCardAgent,
    HasDebits,
    HasDelivery,
    HasLocks,
    HasProvider,
    HasReader,
    HasRevocation,
    HasSigning,
    HasStaffProvider,
    HasTokenServer,
    HasVerifier,
    Protocol,
):
    pass
