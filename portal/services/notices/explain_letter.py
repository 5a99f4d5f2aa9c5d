"""A sheet behind a letter, in the reader's language: what it is, what to do until when, whom to ask."""

# The Japanese is what counts.

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.city.city import City, Office
from forms.definition.outcome import EXTENDED
from forms.definition.procedure import Procedure
from forms.messages import sentences
from forms.mistakes import Mistake
from forms.numbers.calendar import ERAS
from forms.path.consequences import appeal_of, following
from forms.text.foreign_day import foreign_day, is_foreign
from forms.text.translations import translate, translations
from forms.text.written_day import read_day
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.notices.appeal_words import appeal_summary
from portal.services.procedures.describe_following import describe_items
from portal.services.shared.catalogue import speech_of
from portal.store.residents import contacts

_DAY = re.compile(rf"(?:{'|'.join(era.name for era in ERAS)})(?:元|\d+)年(?P<western>（\d+年）)?\d+月\d+日")
LANGUAGE = "language"  # of the pages on which an application was sent, in its evidence


@dataclass(frozen=True)
class Part:
    title: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Explanation:
    """`lang`: ISO 639, for screen readers; `notes`: that it explains, and who translated."""

    lang: str
    title: str
    notes: Sequence[str]
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]


def language_of_case(unit: Unit, case: Case) -> str:
    """The first that is not Japanese: of a contact, of the visitor's screen, of the pages."""
    proved = contacts.of_person(unit, case.row.person_id) if case.row.person_id else []
    spoken = [
        *(row.language for row in proved),
        str((case.evidence.get("visitor") or {}).get(LANGUAGE, "")),
        str(case.evidence.get(LANGUAGE, "")),
    ]
    return next((language for language in spoken if language not in ("", "ja")), "ja")


def explain_notice(
    city: City, case: Case, outcome: str, content: Mapping[str, Any], language: str
) -> Explanation | None:
    """`content`: as sealed with the notice, which has easy Japanese on it."""
    if not is_foreign(language):
        return None
    words, state = sentences(language), content["state"]
    # As the notice has it: the answers of the result are not at hand here, nor are the places in older notices.
    places = content.get("followed")
    if places is None:
        places = [item.place for item in following(case.procedure, case.path, outcome)]
    followed = [item for item in case.procedure.after if item.place in places]
    follows = describe_items(case.procedure, followed, state, language)
    of_office = [line for line in content["words"].splitlines() if line.strip()]
    why = words["explain.reason" if content["reasons"] or outcome == EXTENDED else "explain.from_office"]
    parts = [
        Part(words["explain.what"], _what(content, words, state)),
        *([Part(why, [words["explain.in_japanese"], *_both(language, of_office)])] if of_office else []),
        *(Part(part.title, part.texts) for part in follows),
        *_appeal(city, case, outcome, content, language),
    ]
    if outcome == EXTENDED or not (of_office or follows or content.get("pdf")):
        parts.append(Part(words["explain.now"], [words["explain.nothing"]]))
    rows = [(label, value) for label, value in content["rows"] if value]
    facts = [
        *([(words["explain.result"], in_language(language, content["outcome"]))] if content["outcome"] else []),
        *((in_language(language, label), in_language(language, value)) for label, value in rows),
    ]
    return _explanation(city, case, language, facts, parts, city.office(case.row.duty, case.arrival_day))


def explain_asking(
    city: City, case: Case, language: str, office: Office, asked: Sequence[tuple[str, str]], until: date, *, papers: bool = False
) -> Explanation | None:  # fmt: skip
    """`asked`: (label, the city's sentence)."""
    if language == "ja":
        return None
    words, day = sentences(language), _day(until, language)
    todo = words["explain.bring" if papers else "explain.answer"].format(until=day)
    lines = [
        line
        for label, sentence in asked
        for line in (f"• {in_language(language, label)}", *_both(language, [sentence] if sentence else []))
    ]
    parts = [
        Part(words["explain.now"], [todo, *lines]),
        Part(words["explain.arrived_stays"], [words["explain.cannot"]]),
    ]
    return _explanation(city, case, language, [(words["explain.until"], day)], parts, office)


def explain_invitation(
    city: City, procedure: Procedure, language: str, until: date, on: date, *, with_code: bool = True
) -> Explanation | None:
    if language == "ja":
        return None
    words, day = sentences(language), _day(until, language)
    facts = [_about(procedure, language), (words["explain.until"], day)]
    how = ("explain.invited_how", "explain.invited_code") if with_code else ("explain.cannot",)
    now = [words[key].format(until=day) for key in ("explain.invited", *how)]
    parts = [Part(words["explain.now"], now), _ask(city, city.office(procedure.duty, on), language)]
    return Explanation(_lang(language), words["explain.title"], _notes(language), facts, parts)


def explain_message(language: str, subject: str, lines: Sequence[str]) -> Explanation | None:
    if language == "ja":
        return None
    return Explanation(
        _lang(language), sentences(language)["explain.title"], _notes(language), (), (Part(subject, lines),)
    )


def _explanation(
    city: City, case: Case, language: str, facts: Sequence[tuple[str, str]], parts: Sequence[Part], office: Office
) -> Explanation:
    words = sentences(language)
    about = [_about(case.procedure, language), (words["explain.number"], case.row.receipt_number)]
    parts = [*parts, _ask(city, office, language)]
    return Explanation(_lang(language), words["explain.title"], _notes(language), [*about, *facts], parts)


def _about(procedure: Procedure, language: str) -> tuple[str, str]:
    return sentences(language)["explain.procedure"], speech_of(procedure, language).text("title", procedure.title)


def _ask(city: City, office: Office, language: str) -> Part:
    office = office.in_(language)
    lines = [f"{office.office}  ☎ {office.telephone}", office.place, translate(language, city.hours)]
    return Part(sentences(language)["explain.ask"], lines)


def _notes(language: str) -> list[str]:
    words = sentences(language)
    return [words["explain.binding"], *([words["explain.machine"]] if translations(language).machine_made else [])]


def _what(content: Mapping[str, Any], words: Mapping[str, str], state: str) -> list[str]:
    first = words[f"notice.easy.{'decision' if content['appeal'] or content['forwarded'] else 'what'}"]
    return [first, *([words[key]] if (key := f"notice.easy.{state}") in words else [])]


def _appeal(city: City, case: Case, outcome: str, content: Mapping[str, Any], language: str) -> list[Part]:
    # The gist; the whole is on the letter.
    appeal = appeal_of(case.procedure, case.path, outcome) if content["appeal"] else None
    if appeal is None:
        return []
    words, office = sentences(language), city.office(case.row.duty, case.arrival_day)
    gist = appeal_summary(city, office, appeal, language)
    return [Part(words["explain.appeal"], [gist, words["explain.appeal_whole"]])]


def _both(language: str, japanese: Sequence[str]) -> list[str]:
    # A ready sentence in the language, then as it was written.
    return [line for written in japanese for line in dict.fromkeys((in_language(language, written), written))]


def in_language(language: str, japanese: str) -> str:
    """With its days; what has no translation stays."""
    translated = translate(language, japanese)
    return _DAY.sub(lambda match: _written_day(language, match[0], match["western"] or ""), translated)


def _written_day(language: str, written: str, western: str) -> str:
    # What clerks wrote is free text: 9月31日 stays as it is.
    day = read_day("", written.replace(western, ""), "", "")
    return written if isinstance(day, Mistake) else _day(day, language)


def _day(day: date, language: str) -> str:
    if is_foreign(language):
        return foreign_day(day, language)
    return sentences(language)["date.western"].format(year=day.year, month=day.month, day=day.day)


def _lang(language: str) -> str:
    return language.partition("-")[0] if is_foreign(language) else "ja"
