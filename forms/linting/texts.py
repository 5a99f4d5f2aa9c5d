"""Translations: every Japanese sentence in every language of the definition, and none of an earlier wording."""

from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.procedure import Procedure

ORIGINAL = "ja"
_OF_BLOCKS = ("ask.", "pages.")


def _translations(procedure: Procedure) -> Iterator[Said]:
    japanese = procedure.texts[ORIGINAL]
    for language, sentences in procedure.texts.items():
        # A block may bring a language that the definition itself is not written in.
        if all(path.startswith(_OF_BLOCKS) for path in sentences):
            continue
        for path in japanese:
            if path not in sentences:
                yield Said(path, "lint.translation_missing", f"{language} lacks {path}", warning=True)
    for language, paths in procedure.stale.items():
        for path in paths:
            text = f"{language} translates an earlier wording of {path}"
            yield Said(path, "lint.translation_stale", text, warning=True)


CHECKS: tuple[Check, ...] = (_translations,)
