"""`lang="ja"` around what is Japanese on a page of another language:"""

# texts without a translation, names, addresses.
# Otherwise a screen reader reads them with the wrong voice (WCAG 3.1.2).

import re

from forms.text.foreign_day import is_foreign

_PAGE = re.compile(r'\s*<!doctype html>.*?<html lang="([A-Za-z-]+)"', re.DOTALL)
# Titles and options hold no elements. Strangers type what is between (?q=): no part is looked through twice.
_TEXT = re.compile(r"<(script|style|title|textarea|option)\b.*?</\1>|(<[^<>]*>)([^<]+)(?=<)", re.DOTALL)
_TERM = re.compile(r"[（(「“][^（(「“）)」”]*[）)」”]")
_KANA = re.compile(r"[ぁ-ヺ]")
JAPANESE = re.compile(r"[ぁ-ヺー㐀-鿿]")
_HIRAGANA = re.compile("[ぁ-ゖ]{2}")  # a name within a sentence has none, or little
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{2}")


def has_japanese(text: str, language: str) -> bool:
    """Whether who reads that language meets a Japanese sentence in it."""
    if not is_foreign(language):
        return False
    return bool(_HIRAGANA.search(_TERM.sub("", text))) or _is_japanese(text, language.startswith("zh"))


def mark_japanese(page: str) -> str:
    head = _PAGE.match(page[:2000])
    if head is None or head[1] == "ja":
        return page
    is_chinese = head[1].startswith("zh")

    def mark(match: re.Match[str]) -> str:
        if match[3] is None or 'lang="ja"' in match[2]:
            return match[0]
        text = match[3].strip()
        if not JAPANESE.search(text) or not _is_japanese(text, is_chinese):
            return match[0]
        before, after = match[3].split(text, 1)
        own, japanese, goes_on = ("", text, "") if is_chinese else _parted(text)
        return f'{match[2]}{before}{own}<span lang="ja">{japanese}</span>{goes_on}{after}'

    return page[: head.end()] + _TEXT.sub(mark, page[head.end() :])


def _is_japanese(text: str, among_chinese: bool) -> bool:
    # A Japanese name within a translated sentence needs no mark.
    text = _TERM.sub("", text) or text
    letters = len(_LETTER.findall(text))
    # A Japanese sentence has kana for most of its letters; Chinese characters alone are read as Chinese.
    return len(_KANA.findall(text)) * 4 > letters if among_chinese else len(JAPANESE.findall(text)) * 2 > letters


def _parted(text: str) -> tuple[str, str, str]:
    # 'Phụ trách: 環境部 環境課' is Vietnamese up to the name of an office.
    ends = [place for match in JAPANESE.finditer(text) for place in match.span()]
    first, last = ends[0], ends[-1]
    first = first if _WORD.search(text[:first]) else 0
    last = last if _WORD.search(text[last:]) else len(text)
    return text[:first], text[first:last], text[last:]
