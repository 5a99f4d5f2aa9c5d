"""Words that people should not be told, and sentences that are too long or none yet."""

import re
from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.procedure import Procedure

LONGEST_HELP = 60

_PLACEHOLDER = re.compile(r"TO[D]O|FIX[M]E|XX[X]|○○|〇〇|◯◯|△△|●●|lorem|placeholder|ダミー文|仮の文", re.IGNORECASE)
# The program reads every width (facts: services that ask for one lose people there), so that no one is ever told.
_WIDTH = re.compile(r"半角|全角")
# The page says it, in the reader's language, and knows the rules it depends on. 任意継続 and 任意後見 are other words.
_REQUIRED = re.compile(r"必須|[（(［\[【〔]任意|任意[）)］\]】〕]|^任意[:： 　]|[ 　:：]任意$")


def _words(procedure: Procedure) -> Iterator[Said]:
    for language, sentences in procedure.texts.items():
        for path, sentence in sentences.items():
            if _WIDTH.search(sentence):
                yield Said(path, "lint.width", f"{language}: every width is read: say nothing about it")
            if _PLACEHOLDER.search(sentence):
                yield Said(path, "lint.placeholder", f"{language}: this is no sentence yet: {sentence}")
            if path.endswith((".label", ".title")) and _REQUIRED.search(sentence):
                yield Said(
                    path, "lint.required_word", f"{language}: write `required:`; the page says it beside the label"
                )


def _long_help(procedure: Procedure) -> Iterator[Said]:
    for field in procedure.fields:
        if len(field.help) > LONGEST_HELP:
            text = f"longer than {LONGEST_HELP} characters: few will read it"
            yield Said(f"{field.path}.help", "lint.long_help", text, warning=True)


CHECKS: tuple[Check, ...] = (_words, _long_help)
