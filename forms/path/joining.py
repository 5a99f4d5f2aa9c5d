"""Joins small pages, unless one depends on another."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from forms.definition.procedure import Field, Procedure
from forms.path.path import AskedPage, Path
from forms.rules.expression import Expression

MOST_QUESTIONS, MOST_ROOM = 7, 2100

# Height in pixels on a phone of 390, by type; of a choice, by its options. The frame of a page has about 900.
_ROOM = {
    "address": 520, "bank_account": 360, "consent": 110, "date": 300, "file": 360, "kana": 300, "long_text": 300, "note": 80,
    "person_name": 300, "slot": 880,
}  # fmt: skip
_USUAL, _OPTION, _FOLDED, _LINE, _IN_LINE = 130, 62, 50, 26, 20
_OWN_LINE = 8  # characters; a shorter note, such as a price, is beside its option (templates/parts/options.html)
_ALONE = frozenset({"facility", "family_member", "location", "my_number", "signature", "table_of_amounts"})


class Joining:
    """`folded`: known and unchanged questions, which take little room."""

    def __init__(self, procedure: Procedure) -> None:
        self.derived = {field.name: field.compute.names for field in procedure.fields if field.compute is not None}
        self.people: dict[str, Set[str]] = {}  # by role, what decides who that is
        for field in procedure.fields:
            if field.concept == "person.name" and field.known_when is not None:
                self.people[field.role] = self.people.get(field.role, frozenset()) | field.known_when.names

    def takes(self, path: Path, group: Sequence[AskedPage], asked: AskedPage, folded: Set[str]) -> bool:
        given = path.answers.keys() & folded
        return may_join(path, asked) and _fits((*group, asked), folded) and not self.depends(group, asked, given)

    def ends_with(self, group: Sequence[AskedPage], listed: AskedPage, left: Set[str]) -> bool:
        # The list of the rows that the group completes; `left`: ids of pages not sent yet.
        row = group[-1].row
        if listed.repeat is None or row is None or row.key.rpartition(".")[0] != listed.page.id:
            return False
        here = {page.page.id for page in group}
        return not any(name.startswith(f"{listed.page.id}.") for name in left - here)

    def depends(self, group: Sequence[AskedPage], asked: AskedPage, given: Set[str] = frozenset()) -> bool:
        """Whether it is asked may depend on a single choice of the group (`follow_ups`). Rows of one repeat do not see each other.
        `given`: known answers, which may be read."""
        row = asked.row
        beside = [
            field
            for page in group
            for field in (*page.fields, *_may_follow(page))
            if field.id not in given
            and (page.row is None or row is None or page.row.key == row.key or page.row.repeat.id != row.repeat.id)
        ]
        names = {field.name for field in beside}
        choices = {field.name for field in beside if field.type.control == "choice"}
        asks, reads = _asked_by(asked), set(_read_by(asked))
        for field in asked.page.fields:
            if field.concept:
                reads |= self.people.get(field.role, frozenset())
        return not names.isdisjoint(self.closed(reads) | (self.closed(asks) - (asks & choices)))

    def closed(self, names: Set[str]) -> Set[str]:
        read, following = set[str](), set(names)
        while following:
            read |= following
            following = {name for known in following for name in self.derived.get(known, ())} - read
        return read


def joined(group: Sequence[AskedPage], folded: Set[str]) -> AskedPage:
    fields = tuple(field for asked in group for field in asked.fields)
    asks = {field.id for field in fields if field.compute is None and field.type.asks}
    known = frozenset(asks & folded if asks - folded else ())
    listed = group[-1] if len(group) > 1 and group[-1].repeat is not None else None
    group = group[:-1] if listed is not None else group
    if len(group) == 1:
        return replace(group[0], folded=known, listed=listed)
    page = replace(group[0].page, title="", fields=fields)
    is_open = any(asked.open for asked in group)
    return AskedPage(page, group[0].step, fields, is_open, parts=tuple(group), folded=known, listed=listed)


def more_of(path: Path, shown: AskedPage) -> AskedPage | None:
    known = {field.id for field in shown.fields} | path.answers.keys()
    for asked in path.pages:
        fresh = any(field.id not in known and field.compute is None for field in asked.fields)
        if fresh and asked.page.id in shown.ids:
            return asked
    return None


def may_join(path: Path, asked: AskedPage) -> bool:
    """Not a row that still needs a name: the page then offers people to choose from, who fill in the row."""
    return asked.repeat is None and not any(
        field.type.id in _ALONE
        or (asked.row is not None and field.concept == "person.name" and field.id not in path.answers)
        for field in asked.fields
    )


def _fits(group: Sequence[AskedPage], folded: Set[str]) -> bool:
    asked = [field for page in group for field in page.fields if field.compute is None]
    unknown = [field for field in asked if field.id not in folded]
    count = sum(0.5 if field.type.id == "consent" else 1 for field in unknown)
    room = sum(map(room_of, unknown)) + _FOLDED * (len(asked) - len(unknown))
    return count <= MOST_QUESTIONS and room <= MOST_ROOM


def room_of(field: Field) -> int:
    options = 2 if field.type.id == "yes_no" else len(field.type.options(field.settings))
    notes = [option.help for option in getattr(field.settings, "options", {}).values() if len(option.help) >= _OWN_LINE]
    return _ROOM.get(field.type.id, _USUAL + _OPTION * options) + _LINE * sum(
        -(-len(note) // _IN_LINE) for note in notes
    )


def _may_follow(asked: AskedPage) -> Iterator[Field]:
    return (field for field in asked.page.fields if field.when is not None or field.hidden)


def _asked_by(asked: AskedPage) -> Set[str]:
    rules = [asked.step.when, *(field.when for field in asked.page.fields)]
    return frozenset[str]().union(*(rule.names for rule in rules if rule is not None))


def _read_by(asked: AskedPage) -> Iterator[str]:
    repeat = asked.row.repeat if asked.row is not None else None
    rules: list[object] = [repeat.when, repeat.rows, repeat.rows_from] if repeat is not None else []
    for field in asked.page.fields:
        rules += [field.required, field.known_when, field.known_by, field.compute, *field.offered_when.values()]
        if field.wording is not None:
            yield field.wording.by
    for rule in rules:
        if isinstance(rule, Expression):
            yield from rule.names
