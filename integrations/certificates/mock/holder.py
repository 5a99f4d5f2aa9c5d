"""Whose card it is, and what the card may not show of them: 代替文字. Made by the caller from the city's people; reads no
file."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal

from forms.calendar import ERAS, attains, era_of
from integrations.certificate_sockets import Kind
from integrations.certificates.mock.authority import Generation

# good; moved: the signing certificate ended with the old address; expired; locked: five wrong PINs; ended: 死亡 and the
# like.
State = Literal["good", "moved", "expired", "locked", "ended"]
STATES: tuple[State, ...] = ("good", "moved", "expired", "locked", "ended")
# What a card writes in the place of what it cannot: 〓, where no plainer form is usual.
_PLAINER = {"髙": "高", "﨑": "崎", "𠮷": "吉", "栁": "柳", "德": "徳"}
_SIGN_AGE = 15  # 公的個人認証: 署名用 is not issued to children under 15 as a rule


@dataclass(frozen=True)
class Holder:
    """`name` and `address` as the city writes them. `generation` "next" is a card with ECDSA."""

    id: str
    name: str
    address: str
    birth: date
    sex_raw: str
    state: State = "good"
    generation: Generation = "2023"

    def serial(self, kind: Kind) -> int:
        """発行番号 of their certificate, the same at every start: so that a file (番号紐付情報) can name it."""
        return int.from_bytes(sha256(f"{self.id} {kind}".encode()).digest()[:8]) | 1

    def may_sign(self, today: date) -> bool:
        return attains(self.birth, _SIGN_AGE) <= today

    @property
    def birth_raw(self) -> str:
        """The era's digit and the Gregorian day."""
        return f"{len(ERAS) - ERAS.index(era_of(self.birth))}{self.birth:%Y%m%d}"


def as_written(text: str) -> tuple[str, str]:
    """(text, flags) as a card has them: JIS X 0208 and 0212 as they are, everything else replaced and flagged, a digit
    for each code point."""
    found = [(sign, "0") if _writable(sign) else (_PLAINER.get(sign, "〓"), "1") for sign in text]
    return "".join(sign for sign, _ in found), "".join(flag for _, flag in found)


def _writable(sign: str) -> bool:
    if sign.isascii() or unicodedata.category(sign) == "Zs":
        return True
    try:
        sign.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return True
