"""Every Japanese text that a resident meets, and how far the catalogue of each language goes.

PYTHONPATH=. .venv/bin/python scripts/translations.py             # figures
PYTHONPATH=. .venv/bin/python scripts/translations.py update      # rewrites each catalogue: texts that are new (empty)
                                                                  # in their place, those that no longer exist gone
"""

import sys
from collections.abc import Iterator, Mapping

from forms.city.city import load_city
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.loading.guides import load_guides
from forms.loading.library import SHIPPED
from forms.text.translations import FOLDER, LANGUAGES, Entry, shipped
from forms.text.write_catalogue import write_catalogue
from portal.web.workshop.translatable import all_texts, groups, groups_of


def texts() -> dict[str, str]:
    """Japanese → where it is first."""
    procedures = load_folder(SHIPPED / "procedures", fields=field_types())
    guides = load_guides(SHIPPED / "guides", fields=field_types())
    return all_texts(groups(load_city(SHIPPED / "cities" / "mihon"), groups_of(procedures.values()), guides.values()))


def write(language: str, places: Mapping[str, str], entries: Mapping[str, Entry]) -> str:
    file = FOLDER / f"{language}.po"
    head = file.read_text("utf-8").partition("\n\n")[0] + "\n" if file.exists() else ""
    return write_catalogue(language, places, entries, head)


def entries_of(language: str) -> dict[str, Entry]:
    return {entry.japanese: entry for entry in shipped(language)}


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
