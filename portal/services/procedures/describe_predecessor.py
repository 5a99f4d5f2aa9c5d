"""The 確認票 of what a procedure follows and inherits (`follows`)."""

from collections.abc import Iterator

from forms.definition.predecessor import (
    ANSWERS,
    ANYONE,
    ARRIVED_ON,
    DECIDED_ON,
    DOCUMENT_NUMBER,
    NOBODY,
    RECEIPT_NUMBER,
    RESULT,
    STAFF,
    inherited,
)  # fmt: skip
from forms.definition.procedure import Field, Procedure
from portal.services.procedures.rule_words import value_words
from portal.services.procedures.sheet_line import SheetLine

_FACTS = {RECEIPT_NUMBER: "受付番号", DOCUMENT_NUMBER: "決定の文書番号", ARRIVED_ON: "着いた日", DECIDED_ON: "決定の日"}
_CHANGES = {ANYONE: "本人が直せる", STAFF: "直せるのは職員だけ", NOBODY: "だれも直せない"}


def predecessor_lines(procedure: Procedure) -> Iterator[SheetLine]:
    follows = procedure.follows
    if follows is None:
        return
    row = procedure.marks.get("follows", (0, 0))[0]
    times = "1つの前の申請から1回だけ" if follows.once else "何回でも出せる"
    text = f"手続「{follows.procedure}」の結果が「{'」「'.join(follows.outcomes)}」のとき。{times}"
    yield SheetLine("続きのもとになる申請", text, certainty=follows.certainty, row=row)
    if follows.by is not None:
        words = value_words(procedure, follows.by).words
        yield SheetLine("前の決定からの期限", words, formula=follows.by.text, certainty=follows.certainty, row=row)


def inherited_words(procedure: Procedure, field: Field) -> str:
    """ "" if it is not of an earlier application."""
    part, name = inherited(field.known_from)
    if not name:
        return ""
    what = {ANSWERS: f"答え（{name}）", RESULT: f"結果（{name}）"}.get(part, _FACTS.get(name, name))
    words = f"前の申請の{what}。{_CHANGES[field.change]}"
    if field.change_until is None:
        return words
    return f"{words}。インターネットでは、{value_words(procedure, field.change_until, field.name).words}まで"
