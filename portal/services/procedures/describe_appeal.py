"""教示 and 進達 in the 確認票, with source and certainty."""

from collections.abc import Iterator
from dataclasses import replace

from forms.city.bodies import body_name, defendant, representative
from forms.city.city import City, Office
from forms.definition.procedure import Procedure
from forms.definition.terms import Appeal
from portal.services.procedures.rule_words import rule_words
from portal.services.procedures.sheet_line import SheetLine
from portal.services.shared.official_words import STATES

_PERIOD = "行政不服審査法 第18条第1項・第2項"
_CARE_PERIOD = "介護保険法 第192条、行政不服審査法 第18条第2項"
_COURT_PERIOD = "行政事件訴訟法 第14条第1項・第2項"
_DEFENDANT = "行政事件訴訟法 第11条第1項第1号"
_EXCEPTIONS = "行政事件訴訟法 第8条第2項"
_USUAL = ("3か月", "6か月")  # what those provisions say


def describe_appeal(procedure: Procedure, city: City, office: Office) -> Iterator[SheetLine]:
    appeal = procedure.appeal
    if appeal is not None:
        for number, case in enumerate(appeal.cases, 1):
            yield from _placed(
                procedure, f"appeal.cases.{number - 1}", _lines(procedure, city, office, case, f"教示 例外{number}")
            )
        yield from _placed(procedure, "appeal", _lines(procedure, city, office, appeal, "教示"))
    away = procedure.forwarding
    if away is not None:
        to = body_name(city, office, away.to)
        when = f"{rule_words(procedure, away.when).when}、" if away.when is not None else ""
        formula = away.when.text if away.when is not None else ""
        lines = (
            SheetLine("進達", f"{when}{to}に進達する。", away.to, formula, certainty=away.certainty),
            SheetLine("進達したものの通知", f"市の通知書は出さない。題は「結果のお知らせ」で、教示はない（{to}の通知書にある）。", certainty=away.certainty),
        )  # fmt: skip
        yield from _placed(procedure, "forwarding", lines)


def _lines(procedure: Procedure, city: City, office: Office, appeal: Appeal, name: str) -> Iterator[SheetLine]:
    sure = appeal.certainty
    if appeal.when is not None or appeal.outcomes:
        when = [rule_words(procedure, appeal.when).when] if appeal.when is not None else []
        outcomes = "・".join(STATES.get(outcome, outcome) for outcome in appeal.outcomes)
        says = "。".join([*when, *([f"結果が{outcomes}のとき"] if outcomes else [])])
        yield SheetLine(f"{name}をするとき", says, formula=appeal.when.text if appeal.when else "", certainty=sure)
    if appeal.none:
        yield SheetLine(name, f"しない：{appeal.none}", source=appeal.law, certainty=sure)
        return
    body = body_name(city, office, appeal.body)
    yield SheetLine(f"{name}：審査請求をする先", body, appeal.body, source=appeal.law, certainty=sure)
    usual = (appeal.within, appeal.court_within) == _USUAL
    text = f"決定を知った日の翌日から{appeal.within}以内（決定の日の翌日から1年を過ぎるとできない）"
    source = _CARE_PERIOD if appeal.body == "care_board" else _PERIOD
    yield SheetLine(f"{name}：審査請求の期間", text, source=source, certainty="law" if usual else sure)
    first = appeal.ruling_first
    if first is not None:
        text = "審査請求の裁決のあとでなければ、訴えを起こせない（3か月たっても裁決がないとき、緊急の必要があるとき、正当な理由があるときを除く）"
        source = f"{first.text}、{_EXCEPTIONS}"
        yield SheetLine(f"{name}：裁決が先（前置）", text, source=source, certainty=first.certainty)
    text = f"{'裁決' if first else '決定'}を知った日の翌日から{appeal.court_within}以内"
    yield SheetLine(f"{name}：訴えの期間", text, source=_COURT_PERIOD, certainty="law" if usual else sure)
    text = f"{defendant(city, office)}（代表する者：{representative(office)}）"
    yield SheetLine(f"{name}：訴えの被告", text, source=f"{_DEFENDANT}、city.yaml", certainty="law")


def _placed(
    procedure: Procedure, place: str, lines: Iterator[SheetLine] | tuple[SheetLine, ...]
) -> Iterator[SheetLine]:
    row = procedure.marks.get(place, procedure.marks.get(place.partition(".")[0], (0, 0)))[0]
    for line in lines:
        yield replace(line, row=row)
