from collections.abc import Mapping
from dataclasses import dataclass

from portal.errors import BadRequest
from portal.services.workshop.rules.build_condition import (
    COMPARISONS,
    MOST,
    Clause,
    Comparable,
    Condition,
    wrong_values,
)  # fmt: skip
from portal.web.shared.posting import Posted, first


@dataclass(frozen=True)
class ClauseBoxes:
    # `problem`: what is to be mended, or "".
    number: int
    question: Comparable
    comparisons: Mapping[str, str]
    comparison: str
    values: tuple[str, ...]
    problem: str = ""


def boxes_of(condition: Condition, known: Mapping[str, Comparable]) -> tuple[ClauseBoxes, ...]:
    return tuple(
        ClauseBoxes(
            number, known[clause.name], COMPARISONS[known[clause.name].kind], clause.comparison, clause.values
        )
        for number, clause in enumerate(condition.clauses)
    )  # fmt: skip


def read_boxes(posted: Posted, known: Mapping[str, Comparable]) -> Condition:
    # A question that is not there any more is left out. Raises BadRequest.
    names = posted.get("question", ())
    if len(names) > MOST:
        raise BadRequest("questions")
    clauses = []
    for number, name in enumerate(names):
        question = known.get(name)
        if question is None:
            continue
        comparison = first(posted, f"comparison.{number}") or next(iter(COMPARISONS[question.kind]))
        if comparison not in COMPARISONS[question.kind]:
            raise BadRequest("comparison")
        values = tuple(value.strip() for value in posted.get(f"value.{number}", ()) if value.strip())
        values = () if comparison in ("answered", "unanswered") else values
        clauses.append(Clause(name, comparison, values))
    return Condition(tuple(clauses), first(posted, "joint") == "or")


def problems_of(condition: Condition, known: Mapping[str, Comparable]) -> dict[int, str]:
    sentences = {"number": "数を、半角で書いてください。", "day": "日は 2026-04-01 のように、歳は数で書いてください。"}
    return {
        number: sentences.get(known[clause.name].kind, "くらべるものを選んでください。")
        for number, clause in enumerate(condition.clauses)
        if wrong_values(known[clause.name], clause)
    }
