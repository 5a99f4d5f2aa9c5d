"""Pages of やさしい日本語."""

# Readings in brackets, 手紙（てがみ）, as ruby, or without them for who does not want them.
#
# Only readings that our own easy texts have, and none in answers and messages: what people typed in brackets stays as it is.
# Copying and searching find the word without its reading, and a screen reader reads it once (CSS, `aria-hidden`).

import re
from collections.abc import Iterable, Mapping, Sequence

from portal.web.shared.furigana import Words, readings

Known = Mapping[str, Sequence[tuple[str, Words]]]  # by what is in the brackets: (word, its pieces)

# None of the first holds elements, but for SVG, whose text is no HTML; the second hold what people typed: a row of our own words is
# `class="ours row-value"`.
_TEXT = re.compile(
    r"<(script|style|title|textarea|option|svg)\b.*?</\1>"
    r'|<(dd|p) class="(?:row-value|said-text|timeline-words)\b.*?</\2(?=>)'
    r"|>([^<]*（[ぁ-んー]+）[^<]*)(?=<)",
    re.DOTALL,
)
_READ = re.compile("[一-龯々〆ヶぁ-ん]+（[ぁ-んー]+）")
_BRACKETS = re.compile("（([ぁ-んー]+)）")
_KANJI = re.compile("[一-龯々〆ヶ]")


def readings_of(texts: Iterable[str]) -> Known:
    known: dict[str, set[tuple[str, Words]]] = {}
    for text in set(_READ.findall("\n".join(texts))):  # each once: 27,000 texts of a city's procedures repeat few words
        pieces, inside = readings(text), text.partition("（")[2][:-1]
        own = pieces[next((at for at, piece in enumerate(pieces) if piece[1]), len(pieces)) :]
        if own and "".join(read or word for word, read in own) != inside:
            own = (("お", ""), *own)  # お金（おかね）
        if own:
            known.setdefault(inside, set()).add(("".join(word for word, _ in own), own))
    return {inside: sorted(words) for inside, words in known.items()}


def write_ruby(page: str, known: Known, *, shown: bool = True, typed: str = "") -> str:
    """`typed`: what was searched for, as the page repeats it; stays as it is."""

    def ruby(match: re.Match[str]) -> str:
        if match[3] is None:
            return match[0]
        own = match[3].split(typed) if "（" in typed else [match[3]]
        words = typed.join(
            "".join(_written(word, read if shown else "") for word, read in _split(part, known)) for part in own
        )
        # One element: in a button, each ruby and each text between would be a box of its own (flex).
        return f"><span>{words}</span>" if "<ruby>" in words else f">{words}"

    return _TEXT.sub(ruby, page)


def _split(text: str, known: Known) -> Words:
    # Strangers type what is here (?q=): each bracket costs no more than the words that are read so.
    pieces: list[tuple[str, str]] = []
    last = 0
    for bracket in _BRACKETS.finditer(text):
        for word, own in known.get(bracket[1], ()):
            if not text.endswith(word, last, bracket.start()):
                continue
            at = bracket.start() - len(word)
            before = text[max(last, at - 2) : at]
            # 18歳（さい） is read in another way, and of 大人（ひと） no part is. The wide space of 「2／13　申請」 parts the two.
            if not _KANJI.match(before[-1:]) and not before.rstrip(" ")[-1:].isdigit():
                pieces += [(text[last:at], ""), *own]
                last = bracket.end()
                break
    return (*pieces, (text[last:], ""))


def _written(word: str, reading: str) -> str:
    return f'<ruby>{word}<rp>（</rp><rt aria-hidden="true">{reading}</rt><rp>）</rp></ruby>' if reading else word
