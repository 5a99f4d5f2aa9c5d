"""The 44 digits on a slip that convenience stores take (料金代理収納), and their GS1-128 bars."""

# Structure: GS1-128シンボルによる標準料金代理収納ガイドライン (GS1 Japan, 6th edition 2024), as its public summaries quote it: 91, issuer
# (6), free (21, filled up with 0 behind), reissue (1), last day YYMMDD (6), stamp duty (1), yen (6), check digit. A collecting
# agency is the issuer of its clients, and the first five free digits are its number of the client (github shimoning/dsk-cvs;
# 貝塚市 asks for 16 free ones). The check digit counts the leading 91: so do the lines of that agency's test file.

from dataclasses import dataclass
from datetime import date

MOST_YEN = 300_000  # what stores take in cash at once
ISSUER, FREE = 6, 21  # digits
MODULE = 0.19  # mm, for 400 dpi; all of it with 2.54 mm of white at both ends is within 60 mm
_START_C, _FNC1, _STOP = 105, 102, 106
# Widths of bars and spaces by value, ISO/IEC 15417 (JIS X 0504), ten a line; the last is the stop pattern.
_WIDTHS = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
]  # fmt: skip


def shop_payment(issuer: str, free: str, until: date, yen: int, *, reissued: int = 0, stamped: bool = False) -> str:
    """44 digits. `stamped`: of a receipt that bears stamp duty, which those of a municipality do not (印紙税法5条2号)."""
    body = f"91{issuer}{free:0<{FREE}}{reissued}{until:%y%m%d}{int(stamped)}{yen:06}"
    if not (body.isascii() and body.isdigit() and len(body) == 43 and len(issuer) == ISSUER and 0 < yen <= MOST_YEN):
        raise ValueError("no slip for a store: a field is too long, or not of digits")
    return body + _check_digit(body)


@dataclass(frozen=True)
class ShopPayment:
    issuer: str
    free: str
    reissued: int
    stamped: bool
    yen: int


def read_shop_payment(digits: str) -> ShopPayment:
    """Without the last day, which an agency may overwrite. Raises ValueError."""
    if not (digits.isascii() and digits.isdigit() and len(digits) == 44 and digits.startswith("91")):
        raise ValueError("44 digits that begin with 91")
    if _check_digit(digits[:-1]) != digits[-1]:
        raise ValueError("the check digit")
    return ShopPayment(digits[2:8], digits[8:29], int(digits[29]), digits[36] != "0", int(digits[37:43]))


def _check_digit(body: str) -> str:
    weighted = sum(int(digit) * (3 - place % 2 * 2) for place, digit in enumerate(reversed(body)))
    return str(-weighted % 10)


def shown_payment(digits: str) -> tuple[str, str]:
    """The two lines below the bars."""
    return f"(91){digits[2:8]}-{digits[8:29]}{digits[29]}", f"{digits[30:36]}-{digits[36]}-{digits[37:43]}-{digits[43]}"


def bars(digits: str) -> str:
    """1: a bar one module wide, 0: a space. An even number of digits, as GS1-128 in code set C."""
    values = [_START_C, _FNC1, *(int(digits[place : place + 2]) for place in range(0, len(digits), 2))]
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    patterns = "".join(_WIDTHS[value] for value in (*values, check, _STOP))
    return "".join(str((place + 1) % 2) * int(width) for place, width in enumerate(patterns))
