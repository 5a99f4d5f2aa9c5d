"""What shows at a counter who somebody is: the papers of a city, each from a day to a day, and which of them together are enough.

Knows no visit and no number on a paper: what was shown is a kind of paper, and nothing else of it is ever kept.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from forms.dated import Dated, Words, told_apart
from forms.reading import Fault, Sheet

FILE = "identity_papers.yaml"
STANDARD, NUMBER = "standard", "number"
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Certainty = Literal["law", "std", "assumed"]
# Group → how many papers of it. One paper that is of two groups counts in both: a マイナンバーカード shows face and number.
Way = Annotated[Mapping[Key, Annotated[int, Field(ge=1, le=9)]], Field(min_length=1)]


class PaperRow(Dated):
    """A kind of paper, and the days on which it counts, both included. `source`: on what the row rests."""

    id: Key
    title: Words
    groups: Annotated[tuple[Key, ...], Field(min_length=1)]
    source: Words
    certainty: Certainty


class PolicyRow(Sheet):
    """What has to be shown: any of `ways` is enough."""

    id: Key
    title: Words
    ways: Annotated[tuple[Way, ...], Field(min_length=1)]
    source: Words
    certainty: Certainty

    def lacking(self, shown: Iterable[PaperRow]) -> tuple[Mapping[str, int], ...]:
        """What is still missing of each way, as group → how many; () where one of them is complete."""
        there = [group for paper in shown for group in set(paper.groups)]
        short = [{g: most - there.count(g) for g, most in way.items() if there.count(g) < most} for way in self.ways]
        return () if not all(short) else tuple(short)


class IdentityPapersFile(Sheet):
    """`identity_papers.yaml`. `groups`: what each is called. `procedures`: whose policy is another one than `number`, which all
    have that ask a 個人番号 (番号法16条), and `standard`, which all others have."""

    groups: Mapping[Key, Words] = {}
    papers: tuple[PaperRow, ...] = ()
    policies: Annotated[tuple[PolicyRow, ...], AfterValidator(told_apart)] = ()
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
                yield ("policies",), f"the policy {needed} is missing: procedures that are not named have it"

    def _of_paper(self, number: int, row: PaperRow) -> Iterable[Fault]:
        if row.to is not None and row.to < row.from_:
            yield ("papers", number, "to"), f"ends before it begins on {row.from_}: exchange the two days"
        for place, group in enumerate(row.groups):
            if group not in self.groups:
                yield ("papers", number, "groups", place), self._no_group(group)
        for other in self.papers[:number]:
            if other.id == row.id and (other.holds(row.from_) or row.holds(other.from_)):
                yield ("papers", number), f"{row.id} stands twice on the same day: end the earlier row before"

    def _no_group(self, group: str) -> str:
        return f"no group is called {group}; there are {', '.join(self.groups)}"

    def on(self, day: date) -> tuple[PaperRow, ...]:
        """The papers that count on this day, in the order of the file."""
        return tuple(row for row in self.papers if row.holds(day))

    def policy(self, name: str) -> PolicyRow:
        """KeyError for a name that the file does not have."""
        return {row.id: row for row in self.policies}[name]
