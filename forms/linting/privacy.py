"""What is asked must be needed, and is kept as closely as it deserves: numbers, health, papers."""

import re
from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.procedure import Procedure, Step

# 要配慮個人情報 (個人情報保護法2条3項): words of health and disability in a label.
_SENSITIVE = re.compile(
    "病気|病名|傷病|疾病|疾患|症状|障害|障がい|診断|妊娠|けが|服薬|アレルギー|通院|入院|健康状態|心身の|認知症"
)
# What is only shown asks for nothing; the other two must say it themselves.
_ALONE = ("note", "computed", "file", "my_number")
_CLOSE = ("confidential", "number")
# What is only shown or agreed to tells nothing of anybody; what has a protection of its own is looked at by that.
_TELLS_NOTHING = ("note", "consent", "computed")
_MANY = 5


def _why(procedure: Procedure) -> Iterator[Said]:
    """個人情報保護法61条・62条: nothing without need, and the purpose is told to whom one asks."""
    for field in procedure.fields:
        if field.why:
            continue
        if field.type.id == "file":
            yield Said(field.path, "lint.file_why", "a file is work to get: say `why` it is needed")
        elif field.type.id == "my_number":
            yield Said(field.path, "lint.why", "few tell this gladly: say `why` it is asked")
    for step in procedure.steps:
        yield from _first_why(step)


def _first_why(step: Step) -> Iterator[Said]:
    """Once a section has said why, it need not say so at each of its questions."""
    for page in step.pages:
        close = [field for field in page.fields if field.protection in _CLOSE and field.type.id not in _ALONE]
        if any(field.why for field in page.fields):
            return
        if close:
            yield Said(close[0].path, "lint.why", "few tell this gladly: say `why` it is asked, here or before")
            return


def _numbers(procedure: Procedure) -> Iterator[Said]:
    """番号法19条: the number leaves only where the law lets it; layouts know it by its protection alone."""
    asked = [field for field in procedure.fields if field.type.id == "my_number"]
    said = procedure.my_number
    for field in asked:
        if field.protection != "number":
            yield Said(
                field.path, "lint.number_protection", "a 個人番号 is protected as such: write `protection: number`"
            )
        if said is None:
            text = "no number without its law (番号法): write `my_number: {how, of, basis, certainty}`"
            yield Said(f"{field.path}.type", "lint.number_basis", text)
    if said is not None and asked and said.how in ("none", "fill_inside"):
        text = f"{asked[0].name} asks for a number: write `how: ask`, or take the question out"
        yield Said("my_number.how", "lint.number_how", text)
    if said is not None and not asked and said.how == "ask":
        text = "no question asks for a number: write `how: fill_inside`, or ask"
        yield Said("my_number.how", "lint.number_how", text)


def _sensitive(procedure: Procedure) -> Iterator[Said]:
    for field in procedure.fields:
        word = _SENSITIVE.search(field.label)
        if word and field.protection not in _CLOSE and field.type.id not in _TELLS_NOTHING:
            text = f"「{word[0]}」 may tell of someone's health: write `protection: confidential`, or say `because`"
            yield Said(f"{field.path}.label", "lint.sensitive", text, warning=True)


def _silent(procedure: Procedure) -> Iterator[Said]:
    """A whole section of questions without one word on what they are for. Asked of each question, it would be answered with
    words that say nothing: nobody wonders what a name is for."""
    for step in procedure.steps:
        told = [field for field in step.fields if field.type.id not in _TELLS_NOTHING and field.protection != "open"]
        if len(told) >= _MANY and not any(field.why or field.source for field in told):
            text = f"{len(told)} questions, and nothing says what for: write `why` at one of them, or its `source`"
            yield Said(f"steps.{step.id}", "lint.why_section", text, warning=True)


CHECKS: tuple[Check, ...] = (_why, _silent, _numbers, _sensitive)
