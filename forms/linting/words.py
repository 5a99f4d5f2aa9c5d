"""Unfit words, placeholders, long sentences."""

import re
from collections.abc import Iterator

from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding
from forms.linting.texts import ORIGINAL
from forms.text.official_words import official_words

LONGEST_HELP = 60

_PLACEHOLDER = re.compile(r"TO[D]O|FIX[M]E|XX[X]|○○|〇〇|◯◯|△△|●●|lorem|placeholder|ダミー文|仮の文", re.IGNORECASE)
# Input is read in any width; services that ask for one width lose applicants.
_WIDTH = re.compile(r"半角|全角")
# The page states this in the reader's language and knows the rules. 任意継続 and 任意後見 are other words.
_REQUIRED = re.compile(r"必須|[（(［\[【〔]任意|任意[）)］\]】〕]|^任意[:： 　]|[ 　:：]任意$")


def _words(procedure: Procedure) -> Iterator[Finding]:
    for language, sentences in procedure.texts.items():
        for path, sentence in sentences.items():
            if _WIDTH.search(sentence):
                yield Finding(path, "lint.width", f"{language}: every width is accepted: do not mention it")
            if _PLACEHOLDER.search(sentence):
                yield Finding(path, "lint.placeholder", f"{language}: this is a placeholder: {sentence}")
            if path.endswith((".label", ".title")) and _REQUIRED.search(sentence):
                yield Finding(
                    path, "lint.required_word", f"{language}: write `required:`; the page shows it beside the label"
                )


def _official(procedure: Procedure) -> Iterator[Finding]:
    for path, sentence in procedure.texts[ORIGINAL].items():
        for avoided, better in official_words():
            if match := avoided.search(sentence):
                yield Finding(path, "lint.official_word", f"{match[0]}: write {better}", warning=True)


def _long_help(procedure: Procedure) -> Iterator[Finding]:
    for field in procedure.fields:
        if len(field.help) > LONGEST_HELP:
            text = f"longer than {LONGEST_HELP} characters: few will read it"
            yield Finding(f"{field.path}.help", "lint.long_help", text, warning=True)


CHECKS: tuple[Check, ...] = (_words, _official, _long_help)
