"""Titles of other procedures that the folder lacks."""

import re
from collections.abc import Collection, Iterator

from forms.definition.procedure import Procedure
from forms.linting.finding import Finding
from forms.linting.texts import ORIGINAL

_ENDS = "届|届出|申請|請求|予約|申込|申出|登録"
# 「…の届出（…）」, or without quotation marks 「支払金融機関変更届を出してください」.
_QUOTED = re.compile(rf"「([^「」]*(?:{_ENDS})(?:（[^（）]*）)?)」")
_FILED = re.compile(r"([一-龥ァ-ヶー]+届)を(?=出|だ)")
_PARENTHESES = re.compile(r"（[^（）]*）")


def references(procedure: Procedure, titles: Collection[str]) -> Iterator[Finding]:
    if not titles:
        return
    known = {form for title in titles for form in _forms(title)}
    options = {path for path in procedure.texts[ORIGINAL] if ".options." in path}
    labels = {procedure.texts[ORIGINAL][path] for path in options}
    for path, sentence in procedure.texts[ORIGINAL].items():
        for name in dict.fromkeys([*_QUOTED.findall(sentence), *_FILED.findall(sentence)]):
            if name not in labels and not any(form in title for form in _forms(name) for title in known):
                text = f"no procedure of this folder is called {name}: write its title, or why it is filed elsewhere"
                yield Finding(path, "lint.reference", text, warning=True)


def _forms(title: str) -> tuple[str, str]:
    # Titles are quoted without spaces, and sometimes without parentheses.
    plain = re.sub(r"[ 　・]", "", title)
    return plain, _PARENTHESES.sub("", plain)
