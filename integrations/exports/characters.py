"""CP932 of CPython, and `cp932-ibm` as Windows and glibc write it."""

import re
from codecs import BOM_UTF8, BOM_UTF16_LE
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

# CP932 does not round-trip these: 〜→～ −→－ ‖→∥ ¢→￠ £→￡ ¬→￢ (a test tries every code point).
_LOSSY = "\u301c\u2212\u2016\u00a2\u00a3\u00ac"
# CPython writes these as the single bytes 80 and A0, which iconv rejects. NBSP comes with pasted text.
_LONE = "\u0080\u00a0"
# Private use (外字): CPython writes U+E000 as F0 40; on other machines these mean nothing.
_PRIVATE_BMP = "\ue000-\uf8ff"
_PRIVATE = f"{_PRIVATE_BMP}\U000f0000-\U0010ffff"
SURROGATES = "\ud800-\udfff"
# Surrogates, and two characters that XML cannot carry. JSON allows them in input.
_NO_TEXT = f"{SURROGATES}\ufffe\uffff"


@dataclass(frozen=True)
class Encoding:
    name: str
    codec: str
    trouble: re.Pattern[str]
    bom: bytes = b""  # written before the first line
    ibm_rows: bool = False

    def bytes_of(self, text: str) -> bytes | None:
        return None if self.trouble.search(text) else self.encoded(text)

    def encoded(self, text: str) -> bytes | None:
        try:
            return _ibm(text) if self.ibm_rows else text.encode(self.codec)
        except UnicodeEncodeError:
            return None

    def event(self, character: str) -> str:
        """ "" (supported), unmappable, lossy or private_use."""
        if re.match(f"[{_PRIVATE}]", character):
            return "private_use"
        if self.bytes_of(character) is not None:
            return ""
        return "lossy" if character in _LOSSY else "unmappable"

    def instead(self, character: str, replacement: str) -> str:
        if self.event(character) == "lossy":
            return character.encode(self.codec).decode(self.codec)
        return replacement


@cache
def _ibm_twins() -> Mapping[str, bytes]:
    # CPython writes these in rows ED and EE, Windows and glibc in FA–FC.
    ibm = {}
    for lead in (0xFA, 0xFB, 0xFC):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            code = bytes((lead, trail))
            ibm[code.decode("cp932", "ignore")] = code
    return {
        character: code for character, code in ibm.items() if character and character.encode("cp932")[0] in (0xED, 0xEE)
    }


@cache
def _ibm_pattern() -> re.Pattern[str]:
    return re.compile(f"([{''.join(_ibm_twins())}])")


def _ibm(text: str) -> bytes:
    twins, parts = _ibm_twins(), _ibm_pattern().split(text)
    return b"".join(twins[part] if index % 2 else part.encode("cp932") for index, part in enumerate(parts))


_UTF_8 = re.compile(f"[{_PRIVATE}{_NO_TEXT}]")
# CP932 cannot encode anything beyond the BMP; testing for it here would cost a third more per line.
_CP932 = re.compile(f"[{_PRIVATE_BMP}{_LOSSY}{_LONE}]")
ENCODINGS: Mapping[str, Encoding] = {
    "utf-8": Encoding("utf-8", "utf-8", _UTF_8),
    "utf-8-sig": Encoding("utf-8-sig", "utf-8", _UTF_8, bom=BOM_UTF8),
    "utf-16le-bom": Encoding("utf-16le-bom", "utf-16-le", _UTF_8, bom=BOM_UTF16_LE),
    "cp932": Encoding("cp932", "cp932", _CP932),
    "cp932-ibm": Encoding("cp932-ibm", "cp932", _CP932, ibm_rows=True),
}
