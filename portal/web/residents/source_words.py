from collections.abc import Iterable, Mapping

from forms.definition.predecessor import RECEIPT_NUMBER
from forms.definition.procedure import Field
from forms.path.path import Path
from forms.text.speech import Speech
from portal.services.filing.drafts import Draft
from portal.services.filing.origins import whence
from portal.services.shared.known_sources import CHAIN, CITY, FACES, Source
from portal.web.shared.dates import day
from portal.web.shared.words import words


def source_words(draft: Draft, path: Path, speech: Speech) -> Mapping[str, str]:
    named = {}
    for key in (*path.known, *path.kept):
        source = _source(draft, draft.procedure.field(key))
        if source is not None:
            named[key] = _named(source, speech.language)
    return named


def source_of_answer(draft: Draft, field: Field, language: str) -> str:
    """Those of a row are offered by the household."""
    source = _source(draft, field) if field.known_from or field.known_by else None
    if source is None:
        source = next((other for other in draft.known.sources if other.household), None)
    return _named(source, language) if source is not None else ""


def _source(draft: Draft, field: Field) -> Source | None:
    return Source(CITY) if field.known_to_city else draft.known.whence(field.known_from)


def _named(source: Source, language: str) -> str:
    if source.name == CHAIN:
        return words(language)["next.source"].format(number=source.applicant[RECEIPT_NUMBER])
    if source.since:
        return words(language)["source.since"].format(day=day(source.since, language))
    return words(language)[f"source.{source.name}"]


def words_of_face(draft: Draft, path: Path) -> Mapping[str, str]:
    """As a reader copied them."""
    return {field.id: source_names([face]) for field in path.fields if (face := whence(draft, field)) in FACES}


def source_names(sources: Iterable[str]) -> str:
    return "・".join(words("ja")[f"source.{source}"] for source in sources)
