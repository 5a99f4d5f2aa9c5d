import re

from forms.numbers.zengin import zengin_kana
from forms.text.japanese import plain

# 全銀 abbreviates these and omits 銀行 and 支店.
_SHORT = (("信用金庫", "信金"), ("信用組合", "信組"), ("農業協同組合", "農協"), ("労働金庫", "労金"))
# Branches of ゆうちょ銀行 are named by number, with or without 店.
_ENDING = re.compile("(銀行|支店|(?<=[〇一二三四五六七八九])店)$")
_KANA_ENDING = re.compile("(ｷﾞﾝｺｳ|ｼﾃﾝ)$")


def spellings(name: str, kana: str = "") -> frozenset[str]:
    """みほん銀行 → みほん, ﾐﾎﾝ. Names that share a spelling are equal."""
    bare = re.sub(r"\s", "", plain(name)).casefold()
    for long, abbreviation in _SHORT:
        bare = bare.replace(long, abbreviation)
    short = _ENDING.sub("", bare) or bare
    reading = _KANA_ENDING.sub("", zengin_kana(kana or short).replace(" ", ""))
    return frozenset({short, reading} - {""})
