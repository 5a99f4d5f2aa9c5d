"""Links of a hall: those of its machine and of its 記載台 for good, that for telephones for a day."""

# Without one, no ticket is taken from afar.

import hashlib
import hmac

from forms.city.tickets import Hall
from portal.services.shared.needs import Basics

MACHINE, PHONE, KIOSK = "machine", "phone", "kiosk"
KIOSK_MINUTES = 3  # without a press: the terminal goes back to the beginning


def has_phones(installation: Basics, hall: Hall) -> bool:
    # No telephone reaches zone inner.
    return hall.phone and installation.settings.zone == "single"


def machine_key(installation: Basics, hall: Hall) -> str:
    return _key(installation, f"{MACHINE}\0{hall.id}\0{hall.machine}")


def kiosk_key(installation: Basics, hall: Hall) -> str:
    """Ends with the machine's."""
    return _key(installation, f"{KIOSK}\0{hall.id}\0{hall.machine}")


def phone_key(installation: Basics, hall: Hall) -> str:
    return _key(installation, f"{PHONE}\0{hall.id}\0{installation.clock.today().isoformat()}")


def kind_of(installation: Basics, hall: Hall, key: str) -> str:
    """ "" for a wrong key, or yesterday's."""
    if hmac.compare_digest(key.encode(), machine_key(installation, hall).encode()):
        return MACHINE
    if hmac.compare_digest(key.encode(), kiosk_key(installation, hall).encode()):
        return KIOSK
    if has_phones(installation, hall) and hmac.compare_digest(key.encode(), phone_key(installation, hall).encode()):
        return PHONE
    return ""


def _key(installation: Basics, name: str) -> str:
    return hmac.digest(installation.throttle_key, f"hall\0{name}".encode(), hashlib.sha256).hex()[:24]
