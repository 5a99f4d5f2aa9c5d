"""A stateless pass for a browser that knew a letter's code."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class LetterPass:
    """Not to be trusted before `holds`."""

    number: int
    until: int
    mac: str

    def holds(self, key: bytes, purpose: str, browser: str, now: datetime) -> bool:
        authentic = hmac.compare_digest(
            self.mac.encode(), _mac(key, purpose, self.number, self.until, browser).encode()
        )
        return authentic and self.until >= now.timestamp()


def written_pass(key: bytes, purpose: str, number: int, browser: str, now: datetime, minutes: int) -> str:
    until = int((now + timedelta(minutes=minutes)).timestamp())
    return f"{number}.{until}.{_mac(key, purpose, number, until, browser)}"


def read_letter_pass(shown: str) -> LetterPass | None:
    number, _, rest = shown.partition(".")
    until, _, mac = rest.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (number, until)):
        return None
    return LetterPass(int(number), int(until), mac)


def _mac(key: bytes, purpose: str, number: int, until: int, browser: str) -> str:
    return hmac.new(key, f"{purpose}\0{number}\0{until}\0{browser}".encode(), hashlib.sha256).hexdigest()
