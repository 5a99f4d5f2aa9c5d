"""Data protection of questions and answers."""

import re
from collections.abc import Iterator

from forms.definition.procedure import Procedure, Step
from forms.linting.finding import Check, Finding

# 要配慮個人情報 (個人情報保護法2条3項): words of health and disability in labels.
_SENSITIVE = re.compile(
    "病気|病名|傷病|疾病|疾患|症状|障害|障がい|診断|妊娠|けが|服薬|アレルギー|通院|入院|健康状態|心身の|認知症"
)
# Notes and computed answers ask for nothing; the other two must give a reason of their own.
_ALONE = ("note", "computed", "file", "my_number")
_CLOSE = ("confidential", "number")
# Notes, consents and computed answers hold no personal data of their own.
_WITHOUT_VALUE = ("note", "consent", "computed")
_MANY = 5


def _why(procedure: Procedure) -> Iterator[Finding]:
    # 個人情報保護法61条・62条: no data without need; state the purpose when asking.
    for field in procedure.fields:
        if field.why:
            continue
        if field.type.id == "file":
            yield Finding(field.path, "lint.file_why", "a file is work for the applicant: write `why` it is needed")
        elif field.type.id == "my_number":
            yield Finding(field.path, "lint.why", "people give this reluctantly: write `why` it is asked")
    for step in procedure.steps:
        yield from _first_why(step)


def _first_why(step: Step) -> Iterator[Finding]:
    for page in step.pages:
        close = [field for field in page.fields if field.protection in _CLOSE and field.type.id not in _ALONE]
        if any(field.why for field in page.fields):
            return
        if close:
            yield Finding(
                close[0].path, "lint.why", "people give this reluctantly: write `why` it is asked, here or before"
            )
            return


def _numbers(procedure: Procedure) -> Iterator[Finding]:
    # 番号法19条: disclosed only where the law permits; layouts recognise it by its protection.
    asked = [field for field in procedure.fields if field.type.id == "my_number"]
    my_number = procedure.my_number
    for field in asked:
        if field.protection != "number":
            yield Finding(
                field.path, "lint.number_protection", "a 個人番号 needs its own protection: write `protection: number`"
            )
        if my_number is None:
            text = "a 個人番号 needs a legal basis (番号法): write `my_number: {how, of, basis, certainty}`"
            yield Finding(f"{field.path}.type", "lint.number_basis", text)
    if my_number is not None and asked and my_number.how in ("none", "fill_inside"):
        text = f"{asked[0].name} asks for a number: write `how: ask`, or remove the question"
        yield Finding("my_number.how", "lint.number_how", text)
    if my_number is not None and not asked and my_number.how == "ask":
        text = "no question asks for a number: write `how: fill_inside`, or ask"
        yield Finding("my_number.how", "lint.number_how", text)


def _sensitive(procedure: Procedure) -> Iterator[Finding]:
    for field in procedure.fields:
        word = _SENSITIVE.search(field.label)
        if word and field.protection not in _CLOSE and field.type.id not in _WITHOUT_VALUE:
            text = f"「{word[0]}」 may reveal someone's health: write `protection: confidential`, or explain it under `because`"
            yield Finding(f"{field.path}.label", "lint.sensitive", text, warning=True)


def _silent(procedure: Procedure) -> Iterator[Finding]:
    # Sections without any reason: at every question it would be empty words.
    for step in procedure.steps:
        personal = [
            field for field in step.fields if field.type.id not in _WITHOUT_VALUE and field.protection != "open"
        ]
        if len(personal) >= _MANY and not any(field.why or field.source for field in personal):
            text = f"{len(personal)} questions without a reason: write `why` or `source` at one of them"
            yield Finding(f"steps.{step.id}", "lint.why_section", text, warning=True)


CHECKS: tuple[Check, ...] = (_why, _silent, _numbers, _sensitive)
