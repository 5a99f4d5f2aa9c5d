"""Papers that identify a person at the counter, alone or combined."""

# Only their kind is recorded.

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from forms.city.dated import Dated, Words, unique_ids
from forms.text.reading import Fault, Sheet

FILE = "identity_papers.yaml"
STANDARD, NUMBER = "standard", "number"
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Certainty = Literal["law", "std", "assumed"]
# Group → number of papers. A paper in two groups counts in both: a マイナンバーカード shows face and number.
Way = Annotated[Mapping[Key, Annotated[int, Field(ge=1, le=9)]], Field(min_length=1)]


class PaperRow(Dated):
    id: Key
    title: Words
    groups: Annotated[tuple[Key, ...], Field(min_length=1)]
    source: Words
    certainty: Certainty


class PolicyRow(Sheet):
    id: Key
    title: Words
    ways: Annotated[tuple[Way, ...], Field(min_length=1)]
    source: Words
    certainty: Certainty

    def lacking(self, shown: Iterable[PaperRow]) -> tuple[Mapping[str, int], ...]:
        """For each way: group → missing number; () if one way is complete."""
        shown_groups = [group for paper in shown for group in set(paper.groups)]
        short = [
            {g: most - shown_groups.count(g) for g, most in way.items() if shown_groups.count(g) < most}
            for way in self.ways
        ]
        return () if not all(short) else tuple(short)


class IdentityPapersFile(Sheet):
    """`identity_papers.yaml`. `procedures`: exceptions from `number` (with a 個人番号, 番号法16条) and `standard`."""

    groups: Mapping[Key, Words] = {}
    papers: tuple[PaperRow, ...] = ()
    policies: Annotated[tuple[PolicyRow, ...], AfterValidator(unique_ids)] = ()
    procedures: Mapping[str, Key] = {}

    def faults(self) -> Iterable[Fault]:
        known = {row.id for row in self.policies}
        for number, row in enumerate(self.papers):
            yield from self._of_paper(number, row)
        for number, policy in enumerate(self.policies):
            for place, way in enumerate(policy.ways):
                for group in way.keys() - self.groups.keys():
                    yield ("policies", number, "ways", place), self._no_group(group)
        for procedure, named in self.procedures.items():
            if named not in known:
                yield ("procedures", procedure), f"no policy is called {named}; there are {', '.join(sorted(known))}"
        for needed in (STANDARD, NUMBER):
            if self.papers and needed not in known:
                yield ("policies",), f"the policy {needed} is missing: it is the default of most procedures"

    def _of_paper(self, number: int, row: PaperRow) -> Iterable[Fault]:
        if row.to is not None and row.to < row.from_:
            yield ("papers", number, "to"), f"ends before it begins on {row.from_}: exchange the two days"
        for place, group in enumerate(row.groups):
            if group not in self.groups:
                yield ("papers", number, "groups", place), self._no_group(group)
        for other in self.papers[:number]:
            if other.id == row.id and (other.holds(row.from_) or row.holds(other.from_)):
                yield ("papers", number), f"{row.id} has two rows for the same day: end the earlier row before"

    def _no_group(self, group: str) -> str:
        return f"no group is called {group}; there are {', '.join(self.groups)}"

    def on(self, day: date) -> tuple[PaperRow, ...]:
        return tuple(row for row in self.papers if row.holds(day))

    def policy(self, name: str) -> PolicyRow:
        """Raises KeyError."""
        return {row.id: row for row in self.policies}[name]
