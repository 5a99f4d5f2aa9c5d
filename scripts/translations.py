"""Every Japanese text that a resident meets, and how far the catalogue of each language goes.

PYTHONPATH=. .venv/bin/python scripts/translations.py             # figures
PYTHONPATH=. .venv/bin/python scripts/translations.py update      # rewrites each catalogue: texts that are new (empty)
                                                                  # in their place, those that no longer exist gone
"""

import re
import sys
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from forms.city.city import load_city
from forms.city.city_text import CityText
from forms.city.leaflets import LeafletText, leaflet
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.loading.guides import load_guides
from forms.loading.library import SHIPPED
from forms.messages import sentences
from forms.text.translations import FOLDER, LANGUAGES, Entry, read_entries
from portal.services.cases.receipt_words import receipt_words
from portal.services.notices.notice_text import RESULTS
from portal.services.shared.write_notice import translatable
from portal.web.counter.visitor_screen_words import screen_words
from portal.web.shared.words import words

JAPANESE = re.compile(r"[、-ヿ㐀-鿿！-～]")
_HEAD = """# {name}. `fuzzy`: made by a machine, until a person has read it and takes the flag away. See D271.
msgid ""
msgstr ""
"Project-Id-Version: Kakanai\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def texts() -> dict[str, str]:
    """Japanese → where it is first."""
    places: dict[str, str] = {}
    for where, text in (*_of_pages(), *_of_definitions()):
        if JAPANESE.search(text):
            places.setdefault(text, where)
    return places


def _of_pages() -> Iterator[tuple[str, str]]:
    by_key = {
        "page": words("ja"), "message": sentences("ja"), "receipt": receipt_words("ja"), "screen": screen_words("ja"),
    }  # fmt: skip
    for where, sentences_by_key in by_key.items():
        yield from ((f"{where} {key}", text) for key, text in sentences_by_key.items())
    yield from (("mail", line) for line in translatable())
    yield from (("letter", text) for text in RESULTS.values())
    city = load_city(SHIPPED / "cities" / "mihon")
    yield from (("city", text) for text in (city.service, city.hours, city.contact, "円", "3か月"))
    shipped = (leaflet(city.leaflets, name) for name in ("help", "accessibility"))
    for part in (city.entrance, city.leaflets, *shipped, city.announcements):
        yield from (("city", text) for text in _sentences(part))


def _sentences(value: object) -> Iterator[str]:
    """Of a sheet, at any depth."""
    if isinstance(value, CityText | LeafletText):
        yield value.ja
    elif isinstance(value, Mapping):
        yield from (text for part in value.values() for text in _sentences(part))
    elif isinstance(value, tuple):
        yield from (text for part in value for text in _sentences(part))
    elif isinstance(value, BaseModel):
        yield from (text for name in type(value).model_fields for text in _sentences(getattr(value, name)))


def _of_definitions() -> Iterator[tuple[str, str]]:
    procedures = load_folder(SHIPPED / "procedures", fields=field_types())
    guides = load_guides(SHIPPED / "guides", fields=field_types())
    spoken: list[Procedure] = [*procedures.values(), *(guide.questions for guide in guides.values())]
    for procedure in sorted(spoken, key=lambda one: one.id):
        yield from ((f"{procedure.id} {path}", procedure.texts["ja"][path]) for path in procedure.spoken)


def write(language: str, places: Mapping[str, str], entries: Mapping[str, Entry]) -> str:
    file = FOLDER / f"{language}.po"
    # Tools write there who worked on it.
    head = file.read_text("utf-8").partition("\n\n")[0] + "\n" if file.exists() else ""
    blocks = [head or _HEAD.format(name=LANGUAGES[language], language=language)]
    for japanese, where in places.items():
        entry = entries.get(japanese, Entry(japanese, ""))
        marks = f"#: {where.replace(' ', ':')}\n" + "#, fuzzy\n" * entry.machine_made
        blocks.append(f"{marks}msgid {_quoted(japanese)}\nmsgstr {_quoted(entry.translation)}\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    for character, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(character, written)
    return f'"{text}"'


def entries_of(language: str) -> dict[str, Entry]:
    file = FOLDER / f"{language}.po"
    return (
        {entry.japanese: entry for entry in read_entries(file.read_text("utf-8"), str(file))} if file.exists() else {}
    )


def figures(places: Mapping[str, str]) -> Iterator[str]:
    yield f"{len(places)} texts"
    for language, name in LANGUAGES.items():
        if not (FOLDER / f"{language}.po").exists():
            continue
        entries = entries_of(language)
        fit = [entry for japanese, entry in entries.items() if japanese in places and entry.fits]
        machine = sum(entry.machine_made for entry in fit)
        stale = sum(japanese not in places for japanese in entries)
        wrong = sum(bool(entry.translation) and not entry.fits for entry in entries.values())
        yield (
            f"{name}: {len(fit)} translated ({len(fit) * 100 // len(places)} %), {machine} of them made by a machine; "
            f"{stale} of texts that no longer exist, {wrong} with other placeholders"
        )


def main() -> None:
    places = texts()
    if "update" in sys.argv[1:]:
        for language in LANGUAGES:
            if (FOLDER / f"{language}.po").exists():
                (FOLDER / f"{language}.po").write_text(write(language, places, entries_of(language)), "utf-8")
    print("\n".join(figures(places)))


if __name__ == "__main__":
    main()
