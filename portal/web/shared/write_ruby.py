"""Pages of やさしい日本語: readings in brackets, 手紙（てがみ）, as ruby, or without them for who does not want them.

Only readings that our own easy texts have: what people typed in brackets stays as it is. Copying and searching find the
word without its reading, and a screen reader reads it once (CSS, `aria-hidden`)."""

import re
from collections.abc import Container, Iterable

from portal.web.shared.furigana import readings

# None of these holds elements, but for SVG, whose text is no HTML.
_TEXT = re.compile(r"<(script|style|title|textarea|option|svg)\b.*?</\1>|>([^<]*（[ぁ-んー]+）[^<]*)(?=<)", re.DOTALL)


_READ = re.compile("[一-龯々〆ヶぁ-ん]+（[ぁ-んー]+）")


def readings_of(texts: Iterable[str]) -> frozenset[tuple[str, str]]:
    read = set(_READ.findall("\n".join(texts)))  # each once: 27,000 texts of a city's procedures repeat few words
    return frozenset(piece for text in read for piece in readings(text) if piece[1])


def write_ruby(page: str, known: Container[tuple[str, str]], *, shown: bool = True) -> str:
    def ruby(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        words = "".join(_written(word, read if shown else "") for word, read in readings(match[2], known))
        # One element: in a button, each ruby and each text between would be a box of its own (flex).
        return f"><span>{words}</span>" if "<ruby>" in words else f">{words}"

    return _TEXT.sub(ruby, page)


def _written(word: str, reading: str) -> str:
    return f'<ruby>{word}<rp>（</rp><rt aria-hidden="true">{reading}</rt><rp>）</rp></ruby>' if reading else word
