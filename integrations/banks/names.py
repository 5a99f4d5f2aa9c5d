"""When a name that somebody typed is the name of a bank or a branch. Knows no rows."""

import re

from forms.japanese import plain
from forms.zengin import zengin_kana

# 全銀 shortens these, and leaves 銀行 and 支店 out.
_SHORT = (("信用金庫", "信金"), ("信用組合", "信組"), ("農業協同組合", "農協"), ("労働金庫", "労金"))
# A branch of ゆうちょ銀行 is called by its figures, with 店 behind them or without.
_ENDING = re.compile("(銀行|支店|(?<=[〇一二三四五六七八九])店)$")
_KANA_ENDING = re.compile("(ｷﾞﾝｺｳ|ｼﾃﾝ)$")


def spellings(name: str, kana: str = "") -> frozenset[str]:
    """All that the name may be known by: みほん銀行 → みほん, ﾐﾎﾝ. What somebody typed, and a row, mean the same where
    they share a spelling."""
    bare = re.sub(r"\s", "", plain(name)).casefold()
    for long, abbreviation in _SHORT:
        bare = bare.replace(long, abbreviation)
    short = _ENDING.sub("", bare) or bare
    read = _KANA_ENDING.sub("", zengin_kana(kana or short).replace(" ", ""))
    return frozenset({short, read} - {""})
