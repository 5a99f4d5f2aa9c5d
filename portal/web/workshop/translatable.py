"""Every Japanese text that a resident meets, by where it is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from forms.city.city import City
from forms.city.city_text import CityText
from forms.city.leaflets import LeafletText, leaflet
from forms.definition.procedure import Procedure
from forms.guide.guide import Guide
from forms.messages import sentences
from forms.text.foreign_day import OF_DAYS
from forms.text.translations import as_written
from portal.services.cases.receipt_words import receipt_words
from portal.services.notices.notice_text import RESULTS
from portal.services.shared.write_notice import translatable
from portal.web.counter.phrase_words import phrase_texts
from portal.web.counter.visitor_screen_words import screen_words
from portal.web.shared.words import words

JAPANESE = re.compile(r"[、-ヿ㐀-鿿！-～]")
PAGES, CITY = "pages", "city"


@dataclass(frozen=True)
class Group:
    """`id`: of the procedure or guide, PAGES or CITY; `duty` "*": not of one section."""

    id: str
    title: str
    duty: str
    texts: Mapping[str, str]  # Japanese → where it is first


def groups(city: City, of_procedures: Iterable[Group], guides: Iterable[Guide]) -> list[Group]:
    """A text in two groups belongs to both."""
    spoken = [*of_procedures, *(_group(guide.questions, "*") for guide in guides)]
    return [
        Group(PAGES, "画面・メール・手紙のことば", "*", _in_japanese(_of_pages())),
        Group(CITY, "市のことば（案内、お知らせ）", "*", _in_japanese(_of_city(city))),
        *sorted(spoken, key=lambda group: group.id),
    ]


def groups_of(procedures: Iterable[Procedure]) -> tuple[Group, ...]:
    return tuple(_group(procedure, procedure.duty) for procedure in procedures)


def _group(procedure: Procedure, duty: str) -> Group:
    return Group(procedure.id, procedure.title, duty, _in_japanese(_of_procedure(procedure)))


def all_texts(parts: Iterable[Group]) -> dict[str, str]:
    places: dict[str, str] = {}
    for group in parts:
        for text, where in group.texts.items():
            places.setdefault(text, where)
    return places


def _in_japanese(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    places: dict[str, str] = {}
    for where, text in texts:
        if JAPANESE.search(text):
            places.setdefault(text, where)
    return places


def _of_pages() -> Iterator[tuple[str, str]]:
    by_key = {
        "page": words("ja"), "message": sentences("ja"), "receipt": receipt_words("ja"), "screen": screen_words("ja"),
    }  # fmt: skip
    for where, sentences_by_key in by_key.items():
        yield from ((f"{where} {key}", text) for key, text in sentences_by_key.items() if key not in OF_DAYS)
    yield from (("mail", line) for line in translatable())
    yield from (("letter", text) for text in RESULTS.values())
    yield from (("phrase", text) for text in phrase_texts())


def _of_city(city: City) -> Iterator[tuple[str, str]]:
    yield from (("city", text) for text in (city.service, city.hours, city.contact, "円", "3か月"))
    offices = [office for rows in city.duties.values() for office in rows]
    yield from (("office", text) for office in offices for text in (office.office, office.place))
    places = [row.place for row in city.times.resources] + [row.place for row in city.times.slots]
    yield from (("slot", place) for place in places if place)
    shipped = (leaflet(city.leaflets, name) for name in ("help", "accessibility"))
    for part in (city.entrance, city.leaflets, *shipped, city.announcements, *city.faq, city.tickets, city.handouts):
        yield from (("city", text) for text in _sentences(part))


def _sentences(value: object) -> Iterator[str]:
    # Of a sheet, at any depth.
    if isinstance(value, CityText | LeafletText):
        yield value.ja
    elif isinstance(value, Mapping):
        yield from (text for part in value.values() for text in _sentences(part))
    elif isinstance(value, tuple):
        yield from (text for part in value for text in _sentences(part))
    elif isinstance(value, BaseModel):
        yield from (text for name in type(value).model_fields for text in _sentences(getattr(value, name)))


def _of_procedure(procedure: Procedure) -> Iterator[tuple[str, str]]:
    yield from ((f"{procedure.id} {path}", as_written(procedure.texts["ja"][path])) for path in procedure.spoken)
