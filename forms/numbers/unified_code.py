"""eL-QR (地方税統一QRコード) on a slip: the 255 digits of a QR code."""

# The frame of tag, length and value is that of EMV QRCPS, Merchant-Presented Mode, as JPQR has it for codes that a shop shows (店舗提示型, MPM).
# What 27, 62 and 80 hold and the CRC are those of コード決済に関する統一技術仕様ガイドライン 店舗提示型 3.0 (キャッシュレス推進協議会) and of
# 総務省 main_content/000807095.pdf, as a published program of a terminal follows them; the two papers themselves were not read (未確認).
# Lengths and CRC fit the two codes of that program's test. Unconfirmed (未確認): how the two check pairs in 27 are made, so
# that they are taken as given; the account; how 案件特定キー is drawn; which 料金番号 a fee has.

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

LENGTH = 255
CRC = "{crc}"  # at the end of a layout
_BODY = "13800"  # 地方税共同機構
_TAGS = (("00", 2), ("01", 2), ("27", 96), ("54", 11), ("62", 26), ("80", 85), ("63", 5))
_WITHIN_27 = (("00", 5), ("01", 83))


@dataclass(frozen=True)
class UnifiedCode:
    """Digits as text: zeros in front count. Whole yen."""

    yen: int
    due: date  # 納期限
    payable: date  # 支払期限
    item: str  # 税目・料金番号, 3
    case_key: str  # 案件特定キー, 20
    confirmation: str  # 確認番号, 6
    office: str  # 共通納税機関コード, 5
    branch: str  # 税務事務所コード, 3
    levied: str  # 賦課年度, 4
    taxed: str  # 課税年度, 4
    term: str  # 期別, 2
    check_of_account: str  # 2, as given
    check_of_case: str  # 2, as given
    account: str = "0" * 11
    bearer: str = "2"  # who bears what the transfer costs: 2: the body
    stamp: str = "0"  # stamp duty: none
    eltax: str = "0"
    spare: str = "0" * 5
    spare_of_case: str = "0" * 7
    more: str = "0" * 85  # the whole of 80


# The number (MPN) in 27, and 62.
_NUMBER = (
    ("check_of_account", 2), ("account", 11), ("yen", 11), ("bearer", 1), ("body", 5), ("stamp", 1), ("item", 3),
    ("spare", 5), ("check_of_case", 2), ("case_key", 20), ("confirmation", 6), ("eltax", 1), ("office", 5),
    ("branch", 3), ("spare_of_case", 7),
)  # fmt: skip
_YEARS = (("levied", 4), ("taxed", 4), ("term", 2), ("due", 8), ("payable", 8))
_PLAIN = tuple(field.name for field in fields(UnifiedCode) if field.name not in ("yen", "due", "payable", "more"))


def read_unified(text: str) -> UnifiedCode:
    """Raises ValueError, which names every part that is wrong."""
    if len(text) != LENGTH or not _digits(text):
        raise ValueError(f"an eL-QR has {LENGTH} digits; here are {len(text)} characters")
    part = _parted(_TAGS, text)
    within = _parted(_WITHIN_27, part["27"])
    values = _named(_NUMBER, within["01"]) | _named(_YEARS, part["62"])
    wrong = [
        f"{place} is {value} instead of {right}"
        for place, value, right in (
            ("00", part["00"], "01"),
            ("01", part["01"], "12"),
            ("27/00", within["00"], _BODY),
            ("the body in 27/01", values["body"], _BODY),
            ("the amount in 27/01", values["yen"], part["54"]),
            ("63 (CRC)", part["63"], crc_of(text[:-5])),
        )
        if value != right
    ]
    code: dict[str, Any] = {name: values[name] for name in _PLAIN}
    code |= {"yen": int(part["54"]), "more": part["80"]}
    for name in ("due", "payable"):
        try:
            code[name] = date.fromisoformat(values[name])
        except ValueError:
            wrong.append(f"{name} in 62 is {values[name]}, which is no day")
    if wrong:
        raise ValueError("; ".join(wrong))
    return UnifiedCode(**code)


def fill_unified(layout: str, number: str, until: date, yen: int) -> str:
    """The text of a layout with {number}, {until:…}, {amount:…}, and at its end {crc}."""
    head = layout.removesuffix(CRC).format(number=number, until=until, amount=yen)
    return head + crc_of(head) if layout.endswith(CRC) else head


def crc_of(head: str) -> str:
    """Of all digits before it, "6305" among them: CRC-16 (0x1021, from FFFF), in decimal."""
    crc = 0xFFFF
    for byte in head.encode("ascii"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:05}"


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _parted(tags: tuple[tuple[str, int], ...], text: str) -> dict[str, str]:
    # Every length is fixed: the first head that differs moves all after it.
    parts, place = {}, 0
    for tag, width in tags:
        head = text[place : place + 4]
        if head != f"{tag}{width:02}":
            raise ValueError(f"from digit {place + 1} of this part: {head} instead of {tag}{width:02}")
        parts[tag] = text[place + 4 : place + 4 + width]
        place += 4 + width
    return parts


def _named(names: tuple[tuple[str, int], ...], text: str) -> dict[str, str]:
    values, place = {}, 0
    for name, width in names:
        values[name] = text[place : place + width]
        place += width
    return values
