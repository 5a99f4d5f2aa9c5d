"""The 確認票 of `follows`, `budget`, `drawing`, `once` and `withdraw`."""

from collections.abc import Iterable, Iterator, Mapping

from forms.definition.budget import ARRIVAL, CLOSED, PERIOD, WAIT
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
CHANGES = {ANYONE: "本人が直せる", STAFF: "直せるのは職員だけ", NOBODY: "だれも直せない"}
_ORDERS: Mapping[str, str] = {
    ARRIVAL: "着いた順に、申請の額を予算から取っておく",
    PERIOD: "受付期間に受け付け、決定のときに予算から使う",
}
_USED_UP: Mapping[str, str] = {
    CLOSED: "受付をやめる",
    WAIT: "着いた順に待ち、お金がもどったら順に取っておく",
}


def predecessor_lines(procedure: Procedure) -> Iterator[SheetLine]:
    follows = procedure.follows
    if follows is None:
        return
    row = procedure.marks.get("follows", (0, 0))[0]
    times = "1つの前の申請から1回だけ" if follows.once else "何回でも出せる"
    text = f"手続「{follows.procedure}」の結果が「{'」「'.join(follows.outcomes)}」のとき。{times}"
    yield SheetLine("続きのもとになる申請", text, certainty=follows.certainty, row=row)
    if follows.answers:
        labels = "」「".join(procedure.field(name).label for name in follows.answers)
        yield SheetLine("前の申請から引き継ぐ答え", f"同じ質問の「{labels}」", certainty=follows.certainty, row=row)
    if follows.by is not None:
        words = value_words(procedure, follows.by).words
        yield SheetLine("前の決定からの期限", words, formula=follows.by.text, certainty=follows.certainty, row=row)


def inherited_words(procedure: Procedure, field: Field) -> str:
    """ "" if not inherited."""
    part, name = inherited(field.known_from)
    if not name:
        return ""
    inherited_part = {ANSWERS: f"答え（{name}）", RESULT: f"結果（{name}）"}.get(part, _FACTS.get(name, name))
    words = f"前の申請の{inherited_part}。{CHANGES[field.change]}"
    if field.change_until is None:
        return words
    return f"{words}。インターネットでは、{value_words(procedure, field.change_until, field.name).words}まで"


def linked_lines(procedure: Procedure) -> Iterator[SheetLine]:
    yield from predecessor_lines(procedure)
    yield from budget_lines(procedure)
    yield from drawing_lines(procedure)
    duplicate, withdraw = procedure.duplicate, procedure.withdraw
    if duplicate is not None and (duplicate.once or duplicate.household):
        row = procedure.marks.get("duplicate", (0, 0))[0]
        per = (
            "と".join(["住民基本台帳の世帯"] * duplicate.household + _labels(procedure, duplicate.per))
            or "ログインした人"
        )
        instead = "と".join(_labels(procedure, duplicate.instead))
        times = "に1回（インターネット）" if duplicate.once else "の申請を職員に知らせる（断らない）"
        words = f"。世帯がわからないときは、{instead}ごと。支援措置の人がいる世帯では、断らない" if instead else ""
        words += f"。ことば：{duplicate.say}" if duplicate.say else ""
        yield SheetLine("出せる回数", f"{per}ごとに、{duplicate.years}年度{times}{words}", row=row)
    if withdraw is not None:
        row = procedure.marks.get("withdraw", (0, 0))[0]
        words = value_words(procedure, withdraw.until).words
        text = f"{words}まで。ことば：{withdraw.say}"
        yield SheetLine("取り下げられる日", text, formula=withdraw.until.text, certainty=withdraw.certainty, row=row)


def _labels(procedure: Procedure, names: Iterable[str]) -> list[str]:
    return [f"「{procedure.field(name).label}」" for name in names]


def budget_lines(procedure: Procedure) -> Iterator[SheetLine]:
    budget, follows = procedure.budget, procedure.follows
    row = procedure.marks.get("budget", (0, 0))[0]
    if budget is not None:
        label = procedure.settings[budget.setting].label or f"city.{budget.setting}"
        text = f"{label}（年度ごと）。{_ORDERS[budget.order]}。決定の額は「{_label(procedure, budget.granted)}」で、少なければ残りは予算にもどる"
        yield SheetLine("予算", text, certainty=budget.certainty, row=row)
        words = value_words(procedure, budget.amount).words
        yield SheetLine("予算から使う額", words, formula=budget.amount.text, certainty=budget.certainty, row=row)
        if budget.order == ARRIVAL:
            text = f"{_USED_UP[budget.used_up]}。ことば：{budget.say}"
            yield SheetLine("予算がなくなったとき", text, certainty=budget.certainty, row=row)
    if follows is not None and follows.settles:
        row = procedure.marks.get("follows", (0, 0))[0]
        text = f"「{_label(procedure, follows.settles)}」が前の決定の額より少なければ、残りは予算にもどる"
        yield SheetLine("予算の精算", text, certainty=follows.certainty, row=row)


def _label(procedure: Procedure, question: str) -> str:
    fields = procedure.result.fields if procedure.result is not None else ()
    return next((field.label for field in fields if field.name == f"{RESULT}.{question}"), question)


def drawing_lines(procedure: Procedure) -> Iterator[SheetLine]:
    drawing = procedure.drawing
    if drawing is None:
        return
    row = procedure.marks.get("drawing", (0, 0))[0]
    of = f"「{procedure.field(drawing.units).label}」ごとに、" if drawing.units else ""
    places = "時間ごとに、その枠の数" if drawing.slots is not None else f"{of}{_places(procedure, drawing.places)}"
    yield SheetLine("抽選の当選の数", places, certainty=drawing.certainty, row=row)
    if drawing.tickets is None:
        yield SheetLine("抽選の札の数", "1人に1つ", certainty=drawing.certainty, row=row)
    else:
        words = value_words(procedure, drawing.tickets).words
        yield SheetLine("抽選の札の数", words, formula=drawing.tickets.text, certainty=drawing.certainty, row=row)


def number_words(procedure: Procedure, number: int | str) -> str:
    if isinstance(number, int):
        return str(number)
    name = number.removeprefix("city.")
    return f"市の設定「{procedure.settings[name].label or name}」"


def _places(procedure: Procedure, places: int | str | Mapping[str, int]) -> str:
    if isinstance(places, int | str):
        return number_words(procedure, places)
    options = procedure.field(procedure.drawing.units).settings.options if procedure.drawing else {}
    return "、".join(f"{options[code].label} {count}" for code, count in places.items())
