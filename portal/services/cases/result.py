from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from forms.answers import Answers
from forms.definition.field import Raw
from forms.definition.kind import WITHDRAWN
from forms.definition.outcome import ENDINGS, Outcome, state_of
from forms.definition.procedure import Field, Procedure, Step
from forms.path.environment import Environment
from forms.path.path import Path
from forms.path.result import OUTCOME, as_procedure, path_with_result, read_result, walk_result
from forms.text.speech import Speech
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.ending import end_entitlements, ending_of, rows_of_ending, section_of_ending
from portal.services.cases.entitlements import keep_entitlements
from portal.services.procedures.check_sections import CheckSection, check_sections, shown
from portal.services.procedures.describe_following import FollowingSection, describe_following
from portal.services.shared.catalogue import speech_of
from portal.services.shared.official_words import STATES
from portal.store.cases import applications, entitlements, results
from portal.store.cases.results import ResultRow

REOPEN = "reopen"  # the move by which a decided case goes back to its examination


@dataclass(frozen=True)
class ResultView:
    outcome: str
    label: str  # "" if the state says it
    decided_on: date
    sections: tuple[CheckSection, ...]
    values: Answers = field(default_factory=dict, repr=False)


def outcome_of(case: Case, outcome: str) -> Outcome | None:
    return case.procedure.outcome(case.row.kind, outcome)


def state_of_outcome(case: Case, outcome: str) -> str:
    return state_of(case.procedure.outcomes_of(case.row.kind), outcome)


def outcome_words(procedure: Procedure, kind: str, outcome: str) -> str:
    """The city's own words."""
    named = procedure.outcome(kind, outcome)
    if named is None or outcome == WITHDRAWN:
        return STATES.get(outcome, "")
    return named.label or STATES.get(named.state, "")


def outcome_labels(case: Case) -> dict[str, str]:
    names = (*case.procedure.outcomes_of(case.row.kind), *ENDINGS, WITHDRAWN)
    return {name: outcome_words(case.procedure, case.row.kind, name) for name in names}


def read_values(case: Case, outcome: str, raw_of: Callable[[Field], Raw]) -> Path:
    return read_result(case.procedure, outcome, raw_of, case.path, case.environment)


def sections_of(case: Case, values: Answers, language: str = "ja") -> tuple[CheckSection, ...]:
    ending = ending_of(values)
    if ending is not None:
        return (section_of_ending(ending, language),)
    return sections_in(case.procedure, case.path, case.environment, values, language)


def sections_in(
    procedure: Procedure, before: Path, environment: Environment, values: Answers, language: str = "ja"
) -> tuple[CheckSection, ...]:
    path = walk_result(procedure, values, before, environment)
    both = replace(path, answers={**before.answers, **path.answers}, hidden=before.hidden)
    return check_sections(as_procedure(procedure), both, speech_of(procedure, language))


def rows_of_result(case: Case, outcome: str, values: Answers) -> list[tuple[str, str]]:
    ending = ending_of(values)
    if ending is not None:
        return rows_of_ending(ending)
    named = outcome_of(case, outcome)
    return rows_in(case.procedure, case.path, case.environment, named.shows if named is not None else (), values)


def rows_in(
    procedure: Procedure, path: Path, environment: Environment, shows: Sequence[str], values: Answers
) -> list[tuple[str, str]]:
    """(label, words) of the answers that the outcome shows, then of its result. A label without words is a heading."""
    sections = sections_in(procedure, path, environment, values) if values else ()
    plain = speech_of(procedure, "ja").text("steps.result.title", "処理結果")
    rows = list(_shown_answers(procedure, path, shows))
    # What follows a heading reads as that child's: lines about the whole come before the first.
    for section in sorted(sections, key=lambda section: section.title != plain):
        filled = [(row.label, row.value) for row in section.rows if row.value]
        rows += [(section.title, "")] if filled and section.title != plain else []
        rows += filled
    return rows


def _shown_answers(procedure: Procedure, path: Path, shows: Sequence[str]) -> Iterator[tuple[str, str]]:
    # With booked times. Answers of a repeat's rows are together.
    speech = speech_of(procedure, "ja")
    by_name: dict[str, list[Field]] = {}
    for asked in path.fields:
        named = asked.name in shows or asked.type.id == "slot"
        if named and asked.id in path.answers and asked.id not in path.hidden:
            by_name.setdefault(asked.name, []).append(asked)
    for fields in by_name.values():
        yield (
            label_of_shown(procedure, fields[0], speech), speech.joined(shown(field, path, speech) for field in fields),
        )  # fmt: skip


def label_of_shown(procedure: Procedure, field: Field, speech: Speech) -> str:
    """A name shows whose it is, unless the principal's."""
    label = speech.text(field.label_place, field.label)
    if not field.concept.startswith("person.") or field.role in ("", "principal"):
        return label
    whose = next((step.title.removesuffix("のこと") for step in procedure.steps if field.name in _names(step)), "")
    return f"{whose}の{label}" if whose and not label.startswith(whose) else label


def _names(step: Step) -> set[str]:
    return {field.name for field in step.fields}


def keep_result(unit: Unit, case: Case, outcome: str, values: Answers, decided_on: date, now: int) -> None:
    """After a reopening it replaces the newest."""
    rows = results.of_application(unit, case.row.id)
    former = rows[-1].made_at if rows and is_reopened(unit, case, rows[-1].made_at, now) else None
    _add(unit, case, ResultRow(0, case.row.id, outcome, decided_on.isoformat(), b"", now), values, former)


def _add(unit: Unit, case: Case, row: ResultRow, values: Answers, former: int | None) -> None:
    sealed = case.sealer.seal(f"result:{row.made_at}", {**values, OUTCOME: row.outcome})
    results.add(unit, replace(row, sealed_values=sealed))
    ending = ending_of(values)
    if ending is not None:
        end_entitlements(unit, case.row.id, ending, row.made_at)
        return
    if former is not None:
        _end_former(unit, case, former, row.made_at)
    keep_entitlements(unit, case, row.outcome, values, row.decided_on, row.made_at)


def _end_former(unit: Unit, case: Case, former: int, now: int) -> None:
    # A decision that replaces a 撤回 also replaces what it ended.
    by_instant = {row.made_at: row.outcome for row in results.of_application(unit, case.row.id)}
    if by_instant.get(former) in ENDINGS:
        entitlements.end_all(unit, case.row.id, now)
    else:
        entitlements.end_result(unit, case.row.id, former, now)


def is_reopened(unit: Unit, case: Case, since: int, until: int | None = None) -> bool:
    """Instants; `until` None: now."""
    reopened = [event.at for event in applications.events(unit, case.row.id) if event.move == REOPEN]
    return any(since <= at and (until is None or at <= until) for at in reopened)


def values_of(case: Case, row: ResultRow) -> Answers:
    values: Answers = case.sealer.open(f"result:{row.made_at}", row.sealed_values)
    return values


def result_of(unit: Unit, case: Case, language: str = "ja") -> ResultView | None:
    """None where the state says it all."""
    rows = results.of_application(unit, case.row.id)
    if not rows or not (case.procedure.named_outcomes or rows[-1].outcome in ENDINGS):
        return None
    return _view(case, rows[-1], language)


def former_results(unit: Unit, case: Case) -> tuple[ResultView, ...]:
    rows = results.of_application(unit, case.row.id)
    return tuple(
        replace(_view(case, row, "ja"), label=outcome_words(case.procedure, case.row.kind, row.outcome))
        for row in reversed(rows[:-1])
    )


def _view(case: Case, row: ResultRow, language: str) -> ResultView:
    named = outcome_of(case, row.outcome)
    label = named.label if named is not None else ""
    words = speech_of(case.procedure, language).text(f"outcomes.{row.outcome}.label", label)
    values = values_of(case, row)
    return ResultView(
        row.outcome, words, date.fromisoformat(row.decided_on), sections_of(case, values, language), values
    )


def following_of(case: Case, result: ResultView | None, language: str = "ja") -> tuple[FollowingSection, ...]:
    row = case.row
    if result is None and row.decided_at is None:
        return ()
    outcome = row.state if result is None else result.outcome
    values = {} if result is None else result.values
    return follows_of(case, outcome, row.state, values, language)


def follows_of(
    case: Case, outcome: str, state: str, values: Answers, language: str = "ja"
) -> tuple[FollowingSection, ...]:
    path = path_with_result(case.procedure, outcome, values, case.path, case.environment)
    return describe_following(case.procedure, path, outcome, state, language)


def report_results(unit: Unit, case: Case) -> list[dict[str, Any]]:
    rows = results.of_application(unit, case.row.id)
    return [
        {
            "outcome": row.outcome, "decided_on": row.decided_on, "made_at": row.made_at, "values": values_of(case, row),
            "replaces": before.made_at if before and is_reopened(unit, case, before.made_at, row.made_at) else None,
        }
        for before, row in zip([None, *rows], rows, strict=False)
    ]  # fmt: skip


def apply_results(unit: Unit, case: Case, carried: Sequence[Mapping[str, Any]]) -> None:
    """Each once, by its instant."""
    known = {row.made_at for row in results.of_application(unit, case.row.id)}
    for result in carried:
        if result["made_at"] not in known:
            row = ResultRow(0, case.row.id, result["outcome"], result["decided_on"], b"", result["made_at"])
            _add(unit, case, row, result["values"], result.get("replaces"))
