"""口座名義 in the spelling of 全銀; ゆうちょ accounts as other banks see them."""

import re
import unicodedata
from dataclasses import dataclass

import jaconv

from forms.text.japanese import katakana, plain

# 全銀 has no small kana, ヲ, ヰ, ヱ or ー, and voiced marks are separate characters (jaconv.z2h splits them).
_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶヲヰヱ", "アイウエオツヤユヨワカケオイエ")
_SPELLED = re.compile(r"[ｱ-ﾝﾞﾟA-Z0-9()\-./ ]+")

YUCHO = "9900"
YUCHO_NAME = "ゆうちょ銀行"
_FIGURES = "〇一二三四五六七八九"


def zengin_kana(text: str) -> str:
    """タカハシ　ジョー → ﾀｶﾊｼ ｼﾞﾖ-; "" for characters without spelling (kanji, ・, &). Letters, digits and ( ) - .
    are allowed; banks differ slightly (全銀協規定形式)."""
    wide = unicodedata.normalize("NFKC", katakana(text)).upper().translate(_LARGE)
    narrow = jaconv.z2h(plain(wide), kana=True, ascii=False, digit=False)
    spelled = re.sub(" +", " ", narrow)
    return spelled if _SPELLED.fullmatch(spelled) else ""


def same_holder(a: str, b: str) -> bool:
    """In the spelling of 全銀 without spaces, which vary. False for names that cannot be spelled."""
    first, second = (zengin_kana(text).replace(" ", "") for text in (a, b))
    return first != "" and first == second


@dataclass(frozen=True)
class YuchoAccount:
    branch: str
    branch_name: str
    kind: str  # ordinary or current
    number: str


def yucho_account(symbol: str, number: str) -> YuchoAccount | None:
    """By the rule of ゆうちょ銀行; None if invalid. 記号 (five digits) 1…: 店番 = its second and third digit and 8; 口座番号 = 番号
    without its last digit, always 1. 記号 0… (振替口座): … and 9, 当座, 番号 unchanged. 17300-19927651 → 738, 1992765. Padding
    to seven digits is assumed."""
    if re.fullmatch("1[0-9]{4}", symbol) and re.fullmatch("[0-9]{1,7}1", number):
        branch, kind, body = f"{symbol[1:3]}8", "ordinary", number[:-1]
    elif re.fullmatch("0[0-9]{4}", symbol) and re.fullmatch("[0-9]{1,7}", number):
        branch, kind, body = f"{symbol[1:3]}9", "current", number
    else:
        return None
    return YuchoAccount(branch, "".join(_FIGURES[int(digit)] for digit in branch), kind, body.zfill(7))
