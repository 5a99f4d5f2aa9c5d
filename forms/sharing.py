"""What the procedures of one bundle ask of the same person: each meaning is asked once (rule 9 of the language).

Whom a question is about is taken from the definitions and from what was answered; where that is not certain, nothing is
shared. Knows no bundle that is stored anywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from forms.answers import canonical
from forms.field import Value
from forms.fitting import fits
from forms.path import AskedPage, Path
from forms.procedure import Field

Key = tuple[str, str]  # a meaning (`person.name`) and whose it is
Spot = tuple[int, str]  # a part, counted from 0, and the id of a question in it
SELF, SPOUSE = "self", "spouse"
_NAME, _BIRTH, _PERSON = "person.name", "person.birth", "person."


@dataclass(frozen=True)
class Together:
    """The whole paths of the parts of one bundle, in order. The part that asks first is the home of what it asks; what
    others would ask again is left out of theirs (`cut`), and answered from there (`filled`). `meant`: for each part, whom its roles mean
    where somebody else than the definition knows it, as a clerk does; () where nobody does. `spoken`: one person says all of it at once,
    so that the same sentence to agree to is said once."""

    paths: tuple[Path, ...]
    meant: tuple[Mapping[str, str], ...] = ()
    spoken: bool = False

    @cached_property
    def keys(self) -> tuple[Mapping[str, Key], ...]:
        """Of each part: what its questions ask, and of whom, by their ids."""
        known: dict[str, str] = {}
        told = self.meant or ({},) * len(self.paths)
        roles = [{**_roles(path), **more} for path, more in zip(self.paths, told, strict=True)]
        for path, own in zip(self.paths, roles, strict=True):
            known = {**_known_people(path, own), **known}
        return tuple(
            {
                **(dict(_sentences(path)) if self.spoken else {}),
                **dict(_keys(path, own, known)),
            }
            for path, own in zip(self.paths, roles, strict=True)
        )

    @cached_property
    def homes(self) -> Mapping[Key, Spot]:
        found: dict[Key, Spot] = {}
        for part, keys in enumerate(self.keys):
            for question, key in keys.items():
                found.setdefault(key, (part, question))
        return found

    def home(self, part: int, question: str) -> Spot:
        """Where a question of a part is asked: in another part, or where it stands."""
        key = self.keys[part].get(question)
        there = self.homes[key] if key is not None else (part, question)
        return there if there[0] != part and self._stands_there(part, question, there) else (part, question)

    def _stands_there(self, part: int, question: str, there: Spot) -> bool:
        """Whether nobody has to look at it here: the same answer there, and no rule of this procedure against it."""
        here, home = self.paths[part], self.paths[there[0]]
        if question in here.mistakes or here.answers.get(question) != home.answers.get(there[1]):
            return False
        return question in here.answers or question not in here.required or there[1] in home.required

    def cut(self, part: int) -> Path:
        """The path of a part without what is asked in another. Rules have seen all answers."""
        path = self.paths[part]
        last = path.pages[-1] if path.stopped is not None else None
        pages = (asked if asked is last else self._page(part, asked) for asked in path.pages)
        return replace(path, pages=tuple(asked for asked in pages if asked is not None))

    def _page(self, part: int, asked: AskedPage) -> AskedPage | None:
        fields = tuple(one for one in asked.fields if self.home(part, one.id)[0] == part)
        if len(fields) == len(asked.fields):
            return asked
        if not any(one.type.asks for one in fields):
            return None
        path = self.paths[part]
        return replace(
            asked, fields=fields, open=any(one.id in path.mistakes or one.id in path.missing for one in fields)
        )

    def said(self, part: int, questions: Sequence[str], answers: Mapping[str, Value]) -> dict[Key, Value]:
        """What was just answered to questions of a part, by what they ask; None where the box was emptied."""
        keys = self.keys[part]
        return {keys[one]: answers.get(one) for one in questions if one in keys}

    def filled(self, said: Mapping[Key, Value] = {}) -> tuple[dict[str, Value], ...]:
        """What changes in each part so that all say the same: None where an answer goes. `said` was just answered; of all else
        the first part that has an answer is believed."""
        stands: dict[Key, Value] = {}
        for path, keys in zip(self.paths, self.keys, strict=True):
            for question, key in keys.items():
                if question in path.answers and question not in path.mistakes:
                    stands.setdefault(key, path.answers[question])
        stands |= said
        return tuple(dict(_changes(path, keys, stands)) for path, keys in zip(self.paths, self.keys, strict=True))

    def told(self, but: int) -> dict[str, Value]:
        """What the other parts tell of who files, and of their spouse, by the names of prefilling (`phone`, `spouse.name`)."""
        found: dict[str, Value] = {}
        for part, question, (meaning, person) in self._others(but):
            if person in (SELF, SPOUSE) and meaning.startswith(_PERSON):
                name = meaning.removeprefix(_PERSON)
                found.setdefault(name if person == SELF else f"spouse.{name}", self.paths[part].answers[question])
        return found

    def people(self, but: int) -> tuple[Mapping[str, Value], ...]:
        """Who stands in rows of the other parts and in none of this one's, by what is told of them: name, birth, sex …"""
        here = {person for _, person in self.keys[but].values()}
        found: dict[str, dict[str, Value]] = {}
        for part, question, (meaning, person) in self._others(but):
            if person not in {SELF, SPOUSE, *here}:
                found.setdefault(person, {}).setdefault(meaning.rpartition(".")[2], self.paths[part].answers[question])
        return tuple(found.values())

    def _others(self, but: int) -> Iterator[tuple[int, str, Key]]:
        """Every answered question of the other parts that is about somebody. A 個人番号 is told to nobody: it goes where it is asked,
        as a reference, and stands in no box."""
        for part, keys in enumerate(self.keys):
            numbers = {one.id for one in self.paths[part].fields if one.protection == "number"}
            for question, key in keys.items():
                if part != but and question in self.paths[part].answers and question not in numbers:
                    yield part, question, key


def _changes(path: Path, keys: Mapping[str, Key], stands: Mapping[Key, Value]) -> Iterator[tuple[str, Value]]:
    by_id = {one.id: one for one in path.fields}
    for question, key in keys.items():
        value = stands.get(key)
        if key in stands and path.answers.get(question) != value and (value is None or fits(by_id[question], value)):
            yield question, value


def _roles(path: Path) -> Mapping[str, str]:
    """Who is meant by the roles of this procedure: who signed in, where a question of their name says so, and whom they are
    married to. Two roles that both say so are a riddle, and nothing is shared."""
    own = _own_roles(path)
    return {SPOUSE: SPOUSE} | dict.fromkeys(own, SELF) if len(own) == 1 else {}


def _own_roles(path: Path) -> frozenset[str]:
    return frozenset(
        one.role
        for asked in path.pages
        if asked.row is None
        for one in asked.fields
        if one.concept == _NAME and one.role and _is_own(path, one)
    )


def _is_own(path: Path, field: Field) -> bool:
    """Whether a question is about who signed in: the definition fills it from them, and its condition holds."""
    if not field.known_from.startswith("applicant.") or field.known_from.count(".") > 1:
        return False
    return field.known_when is None or (path.scope is not None and field.known_when.evaluate(path.scope) is True)


def _known_people(path: Path, roles: Mapping[str, str]) -> Mapping[str, str]:
    """Who of those with a role is who, by name and birthday: rows may name them, too."""
    found = {}
    told: dict[str, dict[str, Value]] = {}
    for asked in path.pages:
        for one in asked.fields:
            if asked.row is None and one.role in roles and one.id in path.answers:
                told.setdefault(roles[one.role], {})[one.concept] = path.answers[one.id]
    for person, facts in told.items():
        who = _named(facts)
        if who:
            found[who] = person
    return found


def _named(facts: Mapping[str, Value]) -> str:
    """Somebody by name and birthday, as they were written; "" where one is missing."""
    if _NAME not in facts or _BIRTH not in facts:
        return ""
    return canonical({one: facts[one] for one in (_NAME, _BIRTH)}).decode()


def _keys(path: Path, roles: Mapping[str, str], known: Mapping[str, str]) -> Iterator[tuple[str, Key]]:
    """`known`: people by name and birthday who are somebody's role. A question without a concept means what it is filled with."""
    rows, riddle = _rows(path), len(_own_roles(path)) > 1
    for asked in path.pages:
        for one in asked.fields:
            who = rows.get(asked.row.key, "") if asked.row is not None else ""
            own = SELF if asked.row is None and not one.role and not riddle and _is_own(path, one) else ""
            person = known.get(who, who) if asked.row is not None else roles.get(one.role, own)
            fact = one.known_by.text if one.known_by is not None else ""
            meaning = one.concept or (f"{_PERSON}{one.known_from.partition('.')[2]}" if own else "")
            if meaning and person:
                yield one.id, (meaning, person)
            elif fact.startswith("principal.") and asked.row is None and SELF in roles.values():
                yield one.id, (fact, SELF)


def _sentences(path: Path) -> Iterator[tuple[str, Key]]:
    """What somebody agrees to, by its words: two that say the same are one."""
    for asked in path.pages:
        for one in asked.fields:
            if asked.row is None and one.type.id == "consent" and one.required is True:
                yield one.id, (f"consent.{one.label}", SELF)


def _rows(path: Path) -> Mapping[str, str]:
    """Who stands in each row, by its key."""
    told: dict[str, dict[str, Value]] = {}
    for asked in path.pages:
        for one in asked.fields:
            if asked.row is not None and one.id in path.answers:
                told.setdefault(asked.row.key, {})[one.concept] = path.answers[one.id]
    return {row: _named(facts) for row, facts in told.items()}
