"""Where what stands in a box came from, in words."""

from collections.abc import Iterable, Mapping

from forms.path import Path
from forms.speech import Speech
from portal.services.drafts import Draft
from portal.services.told import Source
from portal.web.dates import day
from portal.web.words import words


def source_words(draft: Draft, path: Path, speech: Speech) -> Mapping[str, str]:
    """For each question of which something is known."""
    found = {}
    for key in path.known:
        source = draft.told.whence(draft.procedure.field(key).known_from)
        if source is not None:
            found[key] = _named(source, speech.language)
    return found


def _named(source: Source, language: str) -> str:
    if source.since:
        return words(language)["source.since"].format(day=day(source.since, language))
    return words(language)[f"source.{source.name}"]


def told_by_words(sources: Iterable[str]) -> str:
    """What told of somebody of a visit, for staff."""
    return "・".join(words("ja")[f"source.{one}"] for one in sources)
