"""Translations by the Japanese text itself: gettext catalogues, `forms/languages/<language>.po`."""

# A changed Japanese text is shown in Japanese, never an old translation (D271).

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

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
_P = ParamSpec("_P")
_Made = TypeVar("_Made")
_LINES = r'((?:"[^"\\\n]*(?:\\[n"\\t][^"\\\n]*)*"\n)+)'
_ENTRY = re.compile(rf"((?:#.*\n|\n)*)msgid {_LINES}msgstr {_LINES}")
_REST = re.compile(r"(?:#.*\n|\n)*\Z")
_FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
# Also 平成20年（2008年）4月2日: both calendars are for Japanese alone.
_DAY = re.compile(r"(?:\w\w[0-9元]{1,2}年（)?(?P<year>\d{4})年）?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_YEN = re.compile(r"([0-9])円")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
# `{{ receipt }}` of a mail, `{count}`, and every brace that is of neither.
_BRACES = re.compile(r"\{\{ [a-z]+ \}\}|\{[^{}]*\}|[{}]")


class Entry(NamedTuple):
    """`machine_made`: `#, fuzzy`, until a person takes the flag away. `guessed`: a tool put an earlier text's translation
    here (`#| msgid`)."""

    japanese: str
    translation: str
    machine_made: bool = False
    guessed: bool = False

    @property
    def fits(self) -> bool:
        """Its placeholders are those of the Japanese, sign by sign and as often; no brace besides."""
        if not self.translation or self.guessed:
            return False
        names = _names(self.translation)
        return names == _names(self.japanese) and not {"{", "}"}.intersection(names)


class Own:
    """What a city wrote or signed in one language, and what was made of it: a reader of an older one keeps that
    one's."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = {entry.japanese: entry for entry in entries}
        self.made: dict[tuple[object, ...], Any] = {}


SHIPPED = Own()  # shared by all cities that wrote nothing in a language
SPOKEN: ContextVar[Mapping[str, Own]] = ContextVar("own translations", default=MappingProxyType({}))


@dataclass
class CityTexts:
    """Of one installation. `last`: the newest row of it."""

    own: Mapping[str, Own] = field(default_factory=dict)
    last: int = 0


def own_in(language: str) -> Own:
    return SPOKEN.get().get(language, SHIPPED)


def put_own(own: Mapping[str, Iterable[Entry]]) -> Mapping[str, Own]:
    """By language: what this city wrote or signed goes before the file (D283), from now in this context. A language in
    which nothing changed stays the same."""
    put = {}
    for language, entries in own.items():
        before, new = own_in(language), Own(entries)
        put[language] = before if before.entries == new.entries else new
    SPOKEN.set(put)
    return put


def speak(texts: CityTexts) -> Token[Mapping[str, Own]]:
    return SPOKEN.set(texts.own)


@contextmanager
def speaking(texts: CityTexts) -> Iterator[None]:
    before = speak(texts)
    try:
        yield
    finally:
        SPOKEN.reset(before)


def kept_for_city(make: Callable[Concatenate[str, _P], _Made]) -> Callable[Concatenate[str, _P], _Made]:
    """As `functools.cache`, for each city that wrote something in that language."""

    def find(language: str, /, *arguments: _P.args, **named: _P.kwargs) -> _Made:
        made, key = own_in(language).made, (make, language, *arguments)
        try:
            kept: _Made = made[key]
        except KeyError:
            kept = made.setdefault(key, make(language, *arguments, **named))
        return kept

    return find


@dataclass(frozen=True)
class Translations:
    texts: Mapping[str, str] = field(default_factory=dict)
    unsigned: Set[str] = frozenset()  # Japanese of what a machine translated

    @property
    def machine_made(self) -> bool:
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


def in_western_years(text: str) -> str:
    if not isinstance(text, Filled):
        return text
    years = {name: _DAY.sub(r"\g<year>年\g<month>月\g<day>日", value) for name, value in text.values.items()}
    return filled(text.written, years)


def translate(language: str, japanese: str) -> str:
    """The Japanese where there is no translation."""
    texts = translations(language).texts
    if isinstance(japanese, Filled):
        only_value = japanese.written if _PLACEHOLDER.fullmatch(japanese.written) else None
        written = texts.get(japanese.written, only_value)
        return japanese if written is None else filled(written, _values(texts, japanese.values))
    return texts.get(japanese, japanese)


def with_original(language: str, japanese: str) -> str:
    """For a name that is on doors and letters. やさしい日本語 has it in its own, with how it is read."""
    text = translate(language, japanese)
    return text if language == "easy" or text == japanese else f"{text} ({japanese})"


def _values(texts: Mapping[str, str], values: Mapping[str, str]) -> Mapping[str, str]:
    day, yen = texts.get("{year}年{month}月{day}日"), texts.get("円")
    if day is None or yen is None:
        return values
    between = "" if yen.startswith("日") else " "  # Chinese sets none

    def own(value: str) -> str:
        return _DAY.sub(lambda match: day.format(**match.groupdict()), _YEN.sub(rf"\1{between}{yen}", value))

    return {name: own(value) for name, value in values.items()}


@kept_for_city
def translations(language: str, folder: Path = FOLDER) -> Translations:
    """Once in a process, when somebody reads that language. Raises KeyError for an unknown language, Refused."""
    if language != "ja" and language not in LANGUAGES:
        raise KeyError(language)
    own = own_in(language).entries
    if not own:
        return _after(Translations(), {entry.japanese: entry for entry in shipped(language, folder)})
    with speaking(CityTexts()):
        of_file = translations(language, folder)
    return _after(of_file, own)


def _after(before: Translations, entries: Mapping[str, Entry]) -> Translations:
    # Interned: all languages share the Japanese.
    fitting = {sys.intern(japanese): entry for japanese, entry in entries.items() if entry.fits}
    texts = {japanese: text for japanese, text in before.texts.items() if japanese not in entries}
    texts |= {japanese: entry.translation for japanese, entry in fitting.items()}
    if all(entry.machine_made for entry in fitting.values()) and len(texts) == len(fitting):
        return Translations(texts, texts.keys())  # no second table of them, half a megabyte a language
    machine_made = {japanese for japanese, entry in fitting.items() if entry.machine_made}
    return Translations(texts, frozenset(before.unsigned - entries.keys() | machine_made))


def shipped(language: str, folder: Path = FOLDER) -> list[Entry]:
    file = folder / f"{language}.po"
    return list(read_entries(file.read_text("utf-8"), str(file))) if file.exists() else []


def read_entries(text: str, name: str) -> Iterator[Entry]:
    """What translators' tools write of our files: no contexts, no plurals. Without the header. Raises Refused."""
    text, place = text.removeprefix("\ufeff").replace("\r\n", "\n"), 0  # as tools of Windows write them
    while match := _ENTRY.match(text, place):
        place = match.end()
        comments, japanese, translation = match.groups()
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
    return sorted(_BRACES.findall(text)) if "{" in text or "}" in text else []
