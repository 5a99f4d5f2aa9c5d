"""Translations by the Japanese text itself: gettext catalogues, `forms/languages/<language>.po`. Whoever changes the
Japanese gets Japanese back, never an old translation (D271)."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from forms.complaints import Complaint, Refused

# Offered besides 日本語, each in its own name.
LANGUAGES = {
    "easy": "やさしい日本語", "en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "ko": "한국어",
    "vi": "Tiếng Việt", "pt": "Português", "es": "Español", "ne": "नेपाली", "fil": "Filipino", "id": "Bahasa Indonesia",
}  # fmt: skip
# For staff.
IN_JAPANESE = {
    "ja": "日本語", "easy": "やさしい日本語", "en": "英語", "zh-Hans": "中国語（簡体字）", "zh-Hant": "中国語（繁体字）",
    "ko": "韓国語", "vi": "ベトナム語", "pt": "ポルトガル語", "es": "スペイン語", "ne": "ネパール語", "fil": "フィリピノ語",
    "id": "インドネシア語",
}  # fmt: skip
FOLDER = Path(__file__).parents[1] / "languages"
_OWN: dict[str, Mapping[str, "Entry"]] = {}
_LINES = r'((?:"[^"\\\n]*(?:\\[n"\\t][^"\\\n]*)*"\n)+)'
_ENTRY = re.compile(rf"((?:#.*\n|\n)*)msgid {_LINES}msgstr {_LINES}")
_REST = re.compile(r"(?:#.*\n|\n)*\Z")
_FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


class Entry(NamedTuple):
    """`machine_made`: `#, fuzzy`, until a person takes the flag away. `guessed`: a tool put an earlier text's translation
    here (`#| msgid`)."""

    japanese: str
    translation: str
    machine_made: bool = False
    guessed: bool = False

    @property
    def fits(self) -> bool:
        return bool(self.translation) and not self.guessed and _names(self.japanese) == _names(self.translation)


@dataclass(frozen=True)
class Translations:
    texts: Mapping[str, str] = field(default_factory=dict)
    unsigned: frozenset[str] = frozenset()  # Japanese of what a machine translated

    @property
    def machine_made(self) -> bool:
        """Any of them."""
        return bool(self.unsigned)


class Filled(str):
    """A text of a definition for this city; `written` has its placeholders."""

    __slots__ = ("values", "written")
    written: str
    values: Mapping[str, str]


def as_written(text: str) -> str:
    return text.written if isinstance(text, Filled) else text


def filled(written: str, values: Mapping[str, str]) -> str:
    text = Filled(_PLACEHOLDER.sub(lambda match: values.get(match[0][1:-1], match[0]), written))
    text.written, text.values = written, values
    return text


def translate(language: str, japanese: str) -> str:
    """The Japanese where there is no translation."""
    texts = translations(language).texts
    if isinstance(japanese, Filled):
        written = texts.get(japanese.written)
        return japanese if written is None else filled(written, japanese.values)
    return texts.get(japanese, japanese)


@cache
def translations(language: str, folder: Path = FOLDER) -> Translations:
    """Once in a process, when somebody reads that language. Raises KeyError for an unknown language, Refused."""
    if language != "ja" and language not in LANGUAGES:
        raise KeyError(language)
    entries = {entry.japanese: entry for entry in shipped(language, folder)}
    entries.update(_OWN.get(language, {}))
    fitting = [entry for entry in entries.values() if entry.fits]
    # Interned: all languages share the Japanese.
    texts = {sys.intern(entry.japanese): entry.translation for entry in fitting}
    return Translations(texts, frozenset(sys.intern(entry.japanese) for entry in fitting if entry.machine_made))


def shipped(language: str, folder: Path = FOLDER) -> list[Entry]:
    """As the file has them."""
    file = folder / f"{language}.po"
    return list(read_entries(file.read_text("utf-8"), str(file))) if file.exists() else []


def put_own(own: Mapping[str, Iterable[Entry]]) -> None:
    """By language: what this city wrote or signed goes before the file (D283). Replaces what was put before."""
    _OWN.clear()
    _OWN.update({language: {entry.japanese: entry for entry in entries} for language, entries in own.items()})
    translations.cache_clear()


def read_entries(text: str, name: str) -> Iterator[Entry]:
    """What translators' tools write of our files: no contexts, no plurals. Without the header. Raises Refused."""
    place = 0
    while found := _ENTRY.match(text, place):
        place = found.end()
        comments, japanese, translation = found.groups()
        if japanese != '""\n':
            yield Entry(
                _unquoted(japanese),
                _unquoted(translation),
                "fuzzy" in comments and bool(_FUZZY.search(comments)),
                "#| msgid" in comments,
            )
    if not _REST.match(text, place):
        line = text.count("\n", 0, place) + 1
        words = 'after this line: write `msgid "…"` and `msgstr "…"`, each in whole lines'
        raise Refused([Complaint(name, line, 1, "translations.unreadable", words)])


def _unquoted(lines: str) -> str:
    text = lines[1:-2].replace('"\n"', "")
    return _ESCAPED.sub(lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text) if "\\" in text else text


def _names(text: str) -> list[str]:
    return sorted(set(_PLACEHOLDER.findall(text))) if "{" in text else []
