"""A pass for whoever knew the code of a letter and its fact: names one thing to one browser, for a while. No row is kept."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class LetterPass:
    """As it was shown: nothing of it is believed before `holds`."""

    number: int
    until: int
    mac: str

    def holds(self, key: bytes, what: str, browser: str, now: datetime) -> bool:
        right = hmac.compare_digest(self.mac.encode(), _mac(key, what, self.number, self.until, browser).encode())
        return right and self.until >= now.timestamp()


def written_pass(key: bytes, what: str, number: int, browser: str, now: datetime, minutes: int) -> str:
    """`what`: of which kind, and whatever else it is bound to."""
    until = int((now + timedelta(minutes=minutes)).timestamp())
    return f"{number}.{until}.{_mac(key, what, number, until, browser)}"


def read_letter_pass(shown: str) -> LetterPass | None:
    """None for what cannot be one."""
    number, _, rest = shown.partition(".")
    until, _, mac = rest.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (number, until)):
        return None
    return LetterPass(int(number), int(until), mac)


def _mac(key: bytes, what: str, number: int, until: int, browser: str) -> str:
    return hmac.new(key, f"{what}\0{number}\0{until}\0{browser}".encode(), hashlib.sha256).hexdigest()
