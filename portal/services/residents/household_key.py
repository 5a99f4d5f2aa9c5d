"""Which household of the register somebody belongs to, without its number."""

import hashlib
import hmac

from integrations.sockets.register_socket import Resident
from portal.sealing import Keys


def household_key(keys: Keys, resident: Resident) -> str:
    return hmac.new(keys.derive("households"), f"household\n{resident.household}".encode(), hashlib.sha256).hexdigest()
