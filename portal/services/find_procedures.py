"""Finds procedures by what people type: title, reading, search words, in any kana and width."""

import unicodedata
from collections.abc import Iterable

import jaconv

from forms.procedure import Procedure


def find_procedures(procedures: Iterable[Procedure], asked: str) -> list[Procedure]:
    """Those that hold every word asked for, in order of their reading; all of them for nothing asked."""
    words = [_folded(word) for word in asked.split()]
    found = [procedure for procedure in procedures if all(word in _text(procedure) for word in words)]
    return sorted(found, key=lambda procedure: procedure.kana)


def _text(procedure: Procedure) -> str:
    easy = procedure.texts.get("easy", {})
    parts = (procedure.title, procedure.kana, procedure.summary, easy.get("title", ""), *procedure.search)
    return "\n".join(_folded(part) for part in parts)


def _folded(text: str) -> str:
    """For comparing only: width, case and kana do not count."""
    return str(jaconv.kata2hira(unicodedata.normalize("NFKC", text).lower()))
