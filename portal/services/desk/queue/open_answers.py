"""Answers counted for everybody, of procedures with `tallied: public`: options and yes or no, never what was typed. Quarters
share no application."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.definition.procedure import Field, Procedure
from forms.text.speech import Speech
from portal.db import Unit
from portal.services.desk.queue.count_answers import Tally, Wanted, count_all, kind_of, labels_of
from portal.services.desk.queue.kept_hour import KeptHour
from portal.services.desk.queue.open_figures import Quarter, settled_quarters
from portal.services.shared.needs import Basics, Records
from portal.services.shared.suppress_small import shown

_MOST_QUARTERS = 4


@dataclass(frozen=True)
class OpenTally:
    """`counts`: None for what is hidden."""

    question: Field
    several: bool
    answered: int
    counts: Mapping[str, int | None]
    labels: Mapping[str, str]  # of options, also of an earlier version

    def share(self, code: str) -> float | None:
        """Per cent of those who answered."""
        count = self.counts[code]
        return None if count is None else count * 100 / self.answered

    def labels_in(self, speech: Speech) -> dict[str, str]:
        return {**self.labels, **labels_of(self.question, speech)}


@dataclass(frozen=True)
class OpenAnswers:
    opened: int  # 0: too few
    more: bool = False
    tallies: tuple[OpenTally, ...] = ()


def counted_quarters(installation: Basics) -> tuple[Quarter, ...]:
    """Newest first. Never the window of a procedure, whose days can change."""
    return settled_quarters(installation.clock.today())[:_MOST_QUARTERS]


def open_answers(installation: Records, unit: Unit, procedure: Procedure, quarter: Quarter) -> OpenAnswers:
    """Opens every answer."""
    least = installation.settings.small_count
    results = count_all(installation, unit, procedure, Wanted(quarter.first, quarter.last), asked_of_all)
    if results.opened < least:
        return OpenAnswers(0)
    tallies = (_open(tally, least) for tally in results.tallies)
    return OpenAnswers(results.opened, results.more, tuple(tally for tally in tallies if tally is not None))


def asked_of_all(version: Procedure) -> dict[str, Field]:
    """Questions with options that no other answer decides, outside of repeats, whose rows may be of a single person."""
    return {each.name: each for step in version.steps if step.when is None for each in step.fields if _is_free(each)}


def _is_free(question: Field) -> bool:
    if kind_of(question) not in ("choice", "choices", "yes_no"):
        return False
    ruled = question.own or question.when or question.offered_when or question.must or question.may_be_known
    return not ruled and isinstance(question.required, bool)


def _open(tally: Tally, least: int) -> OpenTally | None:
    # In an order of their own: of two equal counts the first is hidden, and a later version may list options otherwise.
    counts = {code: tally.values[code] for code in sorted(tally.labels) if tally.values[code]}
    if tally.answered < least or _small(tally.asked - tally.answered, least):
        return None
    if tally.kind == "choices":
        # Each option parts those who answered in two, and both parts may be small.
        hidden = {
            code for code, count in counts.items() if _small(count, least) or _small(tally.answered - count, least)
        }
        known = {code: None if code in hidden else count for code, count in counts.items()}
    else:
        grid = shown([[count] for count in counts.values()], least)
        if grid is None:
            return None
        known = {code: line[0] for code, line in zip(counts, grid[:-1], strict=True)}
    shown_counts = {code: known.get(code, 0) for code in tally.labels}
    return OpenTally(tally.question, tally.kind == "choices", tally.answered, shown_counts, dict(tally.labels))


def _small(count: int, least: int) -> bool:
    return 0 < count < least


def kept_answers(installation: Records) -> KeptHour[tuple[str, Quarter], OpenAnswers]:
    """By meaning of the procedure in force."""

    def count(key: tuple[str, Quarter]) -> OpenAnswers:
        return installation.database.count_behind(
            lambda unit: open_answers(installation, unit, installation.catalogue.version(unit, key[0]), key[1])
        )

    return KeptHour(installation.clock, count)
