"""A card holder and substitute characters (代替文字)."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal

from forms.numbers.calendar import ERAS, attains, era_of
from integrations.certificates.mock.authority import Generation
from integrations.sockets.certificate_sockets import Kind

# moved: address change ended the signing certificate; locked: five wrong PINs; ended: e.g. 死亡.
State = Literal["good", "moved", "expired", "locked", "ended"]
# Plainer forms that cards use; else 〓.
_PLAINER = {"髙": "高", "﨑": "崎", "𠮷": "吉", "栁": "柳", "德": "徳"}
_SIGN_AGE = 15  # 公的個人認証: normally no 署名用 under 15


@dataclass(frozen=True)
class Holder:
    """`generation` "next": ECDSA."""

    id: str
    name: str
    address: str
    birth: date
    sex_raw: str
    state: State = "good"
    generation: Generation = "2023"

    def serial(self, kind: Kind) -> int:
        """発行番号, stable for 番号紐付情報."""
        return int.from_bytes(sha256(f"{self.id} {kind}".encode()).digest()[:8]) | 1

    def may_sign(self, today: date) -> bool:
        return attains(self.birth, _SIGN_AGE) <= today

    @property
    def birth_raw(self) -> str:
        """Era digit and Gregorian day."""
        return f"{len(ERAS) - ERAS.index(era_of(self.birth))}{self.birth:%Y%m%d}"


def as_written(text: str) -> tuple[str, str]:
    """Outside JIS X 0208 and 0212: replaced and flagged, per code point."""
    pairs = [(character, "0") if _writable(character) else (_PLAINER.get(character, "〓"), "1") for character in text]
    return "".join(character for character, _ in pairs), "".join(flag for _, flag in pairs)


def _writable(character: str) -> bool:
    if character.isascii() or unicodedata.category(character) == "Zs":
        return True
    try:
        character.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return True
