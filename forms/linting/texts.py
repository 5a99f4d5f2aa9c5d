"""Complete for pages, English title and summary, none outdated."""

from collections.abc import Iterator, Mapping

from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding
from forms.messages import LANGUAGES
from forms.text.translations import translations

ORIGINAL = "ja"
ENGLISH = "en"
_OF_BLOCKS = ("ask.", "pages.")


def _translations(procedure: Procedure) -> Iterator[Finding]:
    for language, sentences in procedure.texts.items():
        # Other languages may have titles alone.
        for path in procedure.spoken if _own(sentences) and language in LANGUAGES else ():
            if path not in sentences:
                yield Finding(path, "lint.translation_missing", f"{language} lacks {path}", warning=True)
    for language, paths in procedure.stale.items():
        for path in paths:
            text = f"{language} translates an earlier wording of {path}"
            yield Finding(path, "lint.translation_stale", text, warning=True)


def _own(sentences: Mapping[str, str]) -> bool:
    return not all(path.startswith(_OF_BLOCKS) for path in sentences)


def _english(procedure: Procedure) -> Iterator[Finding]:
    if any(_own(sentences) for language, sentences in procedure.texts.items() if language != ORIGINAL):
        for path in ("title", "summary"):
            if not _in_english(procedure, path):
                yield Finding(path, "lint.english_missing", f"there is no English {path}: write {procedure.id}.en.yaml")


def _in_english(procedure: Procedure, path: str) -> bool:
    # In its own file or in the catalogue of shipped texts.
    return path in procedure.texts.get(ENGLISH, {}) or procedure.texts[ORIGINAL][path] in translations(ENGLISH).texts


def english_of_guide(questions: Procedure) -> Iterator[Finding]:
    if any(language != ORIGINAL for language in questions.texts):
        for path in questions.texts[ORIGINAL]:
            if not _in_english(questions, path) and path not in ("title", "summary"):
                text = f"there is no English {path}: write {questions.id.removeprefix('guide-')}.en.yaml"
                yield Finding(path, "lint.english_missing", text)


CHECKS: tuple[Check, ...] = (_translations, _english)
