"""Translations: every Japanese sentence in every language that pages are in, an English title and summary, and none of an
earlier wording."""

from collections.abc import Iterator, Mapping

from forms.linting.said import Check, Said
from forms.messages import LANGUAGES
from forms.procedure import Procedure

ORIGINAL = "ja"
ENGLISH = "en"
_OF_BLOCKS = ("ask.", "pages.")


def _translations(procedure: Procedure) -> Iterator[Said]:
    japanese = procedure.texts[ORIGINAL]
    for language, sentences in procedure.texts.items():
        # A language that no page is in yet may stand for titles alone.
        for path in japanese if _own(sentences) and language in LANGUAGES else ():
            if path not in sentences:
                yield Said(path, "lint.translation_missing", f"{language} lacks {path}", warning=True)
    for language, paths in procedure.stale.items():
        for path in paths:
            text = f"{language} translates an earlier wording of {path}"
            yield Said(path, "lint.translation_stale", text, warning=True)


def _own(sentences: Mapping[str, str]) -> bool:
    """Whether the definition itself is written in it: a block may bring a language of its own."""
    return not all(path.startswith(_OF_BLOCKS) for path in sentences)


def _english(procedure: Procedure) -> Iterator[Said]:
    """Whoever reads no Japanese finds a procedure by its English name. Asked of what is translated at all: a draft of a
    definition is Japanese alone."""
    if any(_own(sentences) for language, sentences in procedure.texts.items() if language != ORIGINAL):
        for path in ("title", "summary"):
            if path not in procedure.texts.get(ENGLISH, {}):
                yield Said(path, "lint.english_missing", f"there is no English {path}: write {procedure.id}.en.yaml")


def english_of_guide(questions: Procedure) -> Iterator[Said]:
    """A guide is read through by whoever reads no Japanese: its questions, answers and lines, not its name alone."""
    if any(language != ORIGINAL for language in questions.texts):
        for path in questions.texts[ORIGINAL]:
            if path not in questions.texts.get(ENGLISH, {}) and path not in ("title", "summary"):
                text = f"there is no English {path}: write {questions.id.removeprefix('guide-')}.en.yaml"
                yield Said(path, "lint.english_missing", text)


CHECKS: tuple[Check, ...] = (_translations, _english)
