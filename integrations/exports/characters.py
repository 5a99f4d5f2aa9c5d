"""What an encoding can hold, character by character. Knows no column and no policy; changes nothing by itself.

Facts: CP932 as CPython encodes it, and the byte habit of Windows and glibc for the IBM extension (`cp932-ibm`).
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_LE
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

# CP932 takes these and gives another character back: 〜→～ −→－ ‖→∥ ¢→￠ £→￡ ¬→￢ (a test tries every code point).
_LOSSY = "\u301c\u2212\u2016\u00a2\u00a3\u00ac"
# CPython writes these as the lone bytes 80 and A0, which nobody else takes for text: iconv stops there. NBSP comes with what is pasted.
_LONE = "\u0080\u00a0"
# Vendors' own characters (外字): CPython would write U+E000 as F0 40 without a word, and they mean nothing elsewhere.
_PRIVATE_BMP = "\ue000-\uf8ff"
_PRIVATE = f"{_PRIVATE_BMP}\U000f0000-\U0010ffff"
# Half a character, and the two that XML cannot carry. JSON lets them in.
_NO_TEXT = "\ud800-\udfff\ufffe\uffff"


@dataclass(frozen=True)
class Encoding:
    """`name` as layouts say it, `codec` as Python says it, `bom` the bytes before the first line."""

    name: str
    codec: str
    trouble: re.Pattern[str]
    bom: bytes = b""
    ibm_rows: bool = False

    def bytes_of(self, text: str) -> bytes | None:
        """The text in bytes, or None if a character is lost, changed or private. One encode, so that a row is cheap."""
        return None if self.trouble.search(text) else self.encoded(text)

    def encoded(self, text: str) -> bytes | None:
        """The same for a text in which `trouble` finds nothing."""
        try:
            return _ibm(text) if self.ibm_rows else text.encode(self.codec)
        except UnicodeEncodeError:
            return None

    def event(self, character: str) -> str:
        """What happens to one character: "" (held as it is), unmappable, lossy or private_use."""
        if re.match(f"[{_PRIVATE}]", character):
            return "private_use"
        if self.bytes_of(character) is not None:
            return ""
        return "lossy" if character in _LOSSY else "unmappable"

    def instead(self, character: str, replacement: str) -> str:
        """What stands for a character under the policy `replace`: its twin where there is one, else `replacement`."""
        if self.event(character) == "lossy":
            return character.encode(self.codec).decode(self.codec)
        return replacement


@cache
def _ibm_twins() -> Mapping[str, bytes]:
    """Characters that CPython writes in the NEC-selected rows (ED, EE) and that stand in the IBM rows (FA–FC) too:
    there Windows and glibc write them, and a receiver that compares bytes expects them there."""
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
    return b"".join(twins[part] if at % 2 else part.encode("cp932") for at, part in enumerate(parts))


_UTF_8 = re.compile(f"[{_PRIVATE}{_NO_TEXT}]")
# What lies beyond the first plane CP932 cannot write at all: asked here, it would make each line a third dearer to look through.
_CP932 = re.compile(f"[{_PRIVATE_BMP}{_LOSSY}{_LONE}]")
ENCODINGS: Mapping[str, Encoding] = {
    "utf-8": Encoding("utf-8", "utf-8", _UTF_8),
    "utf-8-sig": Encoding("utf-8-sig", "utf-8", _UTF_8, bom=BOM_UTF8),
    "utf-16le-bom": Encoding("utf-16le-bom", "utf-16-le", _UTF_8, bom=BOM_UTF16_LE),
    "cp932": Encoding("cp932", "cp932", _CP932),
    "cp932-ibm": Encoding("cp932-ibm", "cp932", _CP932, ibm_rows=True),
}
