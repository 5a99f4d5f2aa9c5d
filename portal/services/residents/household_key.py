"""Which household of the register somebody belongs to, without its number."""

import hashlib
import hmac

from integrations.sockets.register_socket import Resident
from portal.sealing import Keys


def household_key(keys: Keys, resident: Resident, *, alone: bool = False) -> str:
    # `alone`: in a household with a protected person everybody counts alone, so none learns what another filed.
    of, number = ("resident", resident.id) if alone else ("household", resident.household)
    return hmac.new(keys.derive("households"), f"{of}\n{number}".encode(), hashlib.sha256).hexdigest()
