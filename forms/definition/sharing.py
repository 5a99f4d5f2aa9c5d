"""In a bundle each concept is asked once per person (rule 9 of the language); if the person is unclear, nothing is
shared."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from forms.answers import canonical
from forms.definition.field import Value
from forms.definition.mandate import is_of_mandate
from forms.definition.procedure import Field
from forms.path.fitting import fits
from forms.path.path import AskedPage, Path

Key = tuple[str, str]  # a concept (`person.name`) and the person
Spot = tuple[int, str]  # index of a part from 0, and the id of a question in it
SELF, SPOUSE = "self", "spouse"
_NAME, _BIRTH, _PERSON, _CONSENT = "person.name", "person.birth", "person.", "consent."


@dataclass(frozen=True)
class Together:
    """A question is asked in the first part that has it, a statement about all that was written in the last."""

    paths: tuple[Path, ...]
    meant: tuple[Mapping[str, str], ...] = ()  # persons of each part's roles, if known otherwise
    spoken: bool = False  # at a counter, where consents to look something up are asked once too
    same: Mapping[str, str] | None = None  # concept → the one that it means now

    @cached_property
    def persons(self) -> tuple[Sequence[Mapping[str, str]], Mapping[str, str]]:
        """By role in each part, and by identity."""
        known: dict[str, str] = {}
        known_roles = self.meant or ({},) * len(self.paths)
        roles = [{**_roles(path), **more} for path, more in zip(self.paths, known_roles, strict=True)]
        for path, own in zip(self.paths, roles, strict=True):
            known = {**_known_people(path, own), **known}
        return roles, known

    @cached_property
    def keys(self) -> tuple[Mapping[str, Key], ...]:
        return tuple(self._keys(part, path) for part, path in enumerate(self.paths))

    def _keys(self, part: int, path: Path) -> Mapping[str, Key]:
        (roles, known), same = self.persons, self.same or {}
        ambiguous = len(_own_roles(self.paths[part])) > 1
        own = _keys(path, roles[part], known, ambiguous)
        return {
            **dict(_statements(path, self.spoken)),
            **{name: (same.get(meaning, meaning), who) for name, (meaning, who) in own},
        }

    @cached_property
    def homes(self) -> Mapping[Key, Spot]:
        homes: dict[Key, Spot] = {}
        for part, keys in enumerate(self.keys):
            for question, key in keys.items():
                if self.spoken or not key[0].startswith(_CONSENT):
                    homes.setdefault(key, (part, question))
                else:
                    homes[key] = (part, question)
        return homes

    def home(self, part: int, question: str) -> Spot:
        return self._home(part, self.paths[part], self.keys[part], question)

    def _home(self, part: int, path: Path, keys: Mapping[str, Key], question: str) -> Spot:
        key = keys.get(question)
        home = self.homes.get(key, (part, question)) if key is not None else (part, question)
        return home if home[0] != part and self._is_shared_value(path, question, home) else (part, question)

    def _is_shared_value(self, path: Path, question: str, home_spot: Spot) -> bool:
        home_path = self.paths[home_spot[0]]
        if question in path.mistakes or path.answers.get(question) != home_path.answers.get(home_spot[1]):
            return False
        return question in path.answers or question not in path.required or home_spot[1] in home_path.required

    def with_path(self, part: int, path: Path) -> "Together":
        return replace(self, paths=(*self.paths[:part], path, *self.paths[part + 1 :]))

    def cut(self, part: int, piece: Path | None = None) -> Path:
        """`piece`: some pages of the part, with other answers."""
        path = piece or self.paths[part]
        keys = self._keys(part, path) if piece else self.keys[part]
        last = path.pages[-1] if path.stopped is not None else None
        pages = (asked if asked is last else self._page(part, path, keys, asked) for asked in path.pages)
        return replace(path, pages=tuple(asked for asked in pages if asked is not None), together=self)

    def _page(self, part: int, path: Path, keys: Mapping[str, Key], asked: AskedPage) -> AskedPage | None:
        fields = tuple(field for field in asked.fields if self._home(part, path, keys, field.id)[0] == part)
        if len(fields) == len(asked.fields):
            return asked
        if not any(field.type.asks for field in fields):
            return None
        return replace(
            asked, fields=fields, open=any(field.id in path.mistakes or field.id in path.missing for field in fields)
        )

    def shared_answers(self, part: int, questions: Sequence[str], answers: Mapping[str, Value]) -> dict[Key, Value]:
        keys = self.keys[part]
        return {keys[question]: answers.get(question) for question in questions if question in keys}

    def filled(self, new_answers: Mapping[Key, Value] = {}) -> tuple[dict[str, Value], ...]:
        """Changes for consistency, None for a removed answer. `new_answers` win, then the first part."""
        values: dict[Key, Value] = {}
        for path, keys in zip(self.paths, self.keys, strict=True):
            for question, key in keys.items():
                if question in path.answers and question not in path.mistakes:
                    values.setdefault(key, path.answers[question])
        values |= new_answers
        return tuple(dict(_changes(path, keys, values)) for path, keys in zip(self.paths, self.keys, strict=True))

    def shared_facts(self, but: int) -> dict[str, Value]:
        facts: dict[str, Value] = {}
        for part, question, (meaning, person) in self._others(but):
            if person in (SELF, SPOUSE) and meaning.startswith(_PERSON):
                name = meaning.removeprefix(_PERSON)
                facts.setdefault(name if person == SELF else f"spouse.{name}", self.paths[part].answers[question])
        return facts

    def people(self, but: int) -> tuple[Mapping[str, Value], ...]:
        known_people = {person for _, person in self.keys[but].values()}
        facts_by_person: dict[str, dict[str, Value]] = {}
        for part, question, (meaning, person) in self._others(but):
            if person not in {SELF, SPOUSE, *known_people}:
                facts_by_person.setdefault(person, {}).setdefault(
                    meaning.rpartition(".")[2], self.paths[part].answers[question]
                )
        return tuple(facts_by_person.values())

    def _others(self, but: int) -> Iterator[tuple[int, str, Key]]:
        for part, keys in enumerate(self.keys):
            numbers = {field.id for field in self.paths[part].fields if field.protection == "number"}
            for question, key in keys.items():
                if part != but and question in self.paths[part].answers and question not in numbers:
                    yield part, question, key


def _changes(path: Path, keys: Mapping[str, Key], values: Mapping[Key, Value]) -> Iterator[tuple[str, Value]]:
    by_id = {field.id: field for field in path.fields}
    for question, key in keys.items():
        value = values.get(key)
        if key in values and path.answers.get(question) != value and (value is None or fits(by_id[question], value)):
            yield question, value


def _roles(path: Path) -> Mapping[str, str]:
    own = _own_roles(path)
    return {SPOUSE: SPOUSE} | dict.fromkeys(own, SELF) if len(own) == 1 else {}


def _own_roles(path: Path) -> frozenset[str]:
    return frozenset(
        field.role
        for asked in path.pages
        if asked.row is None
        for field in asked.fields
        if field.concept == _NAME and field.role and _is_own(path, field)
    )


def _is_own(path: Path, field: Field) -> bool:
    if not field.known_from.startswith("applicant.") or field.known_from.count(".") > 1:
        return False
    return field.known_when is None or (path.scope is not None and field.known_when.evaluate(path.scope) is True)


def _known_people(path: Path, roles: Mapping[str, str]) -> Mapping[str, str]:
    people = {}
    facts_by_person: dict[str, dict[str, Value]] = {}
    for asked in path.pages:
        for field in asked.fields:
            if asked.row is None and field.role in roles and field.id in path.answers:
                facts_by_person.setdefault(roles[field.role], {})[field.concept] = path.answers[field.id]
    for person, facts in facts_by_person.items():
        identity = _named(facts)
        if identity:
            people[identity] = person
    return people


def _named(facts: Mapping[str, Value]) -> str:
    if _NAME not in facts or _BIRTH not in facts:
        return ""
    return canonical({concept: facts[concept] for concept in (_NAME, _BIRTH)}).decode()


def _keys(
    path: Path, roles: Mapping[str, str], known: Mapping[str, str], ambiguous: bool
) -> Iterator[tuple[str, Key]]:  # fmt: skip
    rows = _rows(path, known)
    for asked in path.pages:
        for field in asked.fields:
            identity = rows.get(asked.row.key, "") if asked.row is not None else ""
            own = SELF if asked.row is None and not field.role and not ambiguous and _is_own(path, field) else ""
            person = known.get(identity, identity) if asked.row is not None else roles.get(field.role, own)
            fact = field.known_by.text if field.known_by is not None else ""
            meaning = field.concept or (f"{_PERSON}{field.known_from.partition('.')[2]}" if own else "")
            if meaning and person and not is_of_mandate(field):
                yield field.id, (meaning, person)
            elif fact.startswith("principal.") and asked.row is None and SELF in roles.values():
                yield field.id, (fact, SELF)


def _statements(path: Path, with_scope: bool) -> Iterator[tuple[str, Key]]:
    # In the same words. What may be looked up differs between parts.
    for asked in path.pages:
        for field in asked.fields:
            stated = asked.row is None and field.type.id == "consent" and field.required is True
            if stated and (with_scope or not getattr(field.settings, "scope", ())):
                yield field.id, (f"{_CONSENT}{field.label}", SELF)


def _rows(path: Path, known: Mapping[str, str]) -> Mapping[str, str]:
    # A row that asks no birthday is of the only known person with its name.
    facts_by_row: dict[str, dict[str, Value]] = {}
    with_birth = set()
    for asked in path.pages:
        for field in asked.fields:
            if asked.row is not None and field.concept == _BIRTH:
                with_birth.add(asked.row.key)
            if asked.row is not None and field.id in path.answers:
                facts_by_row.setdefault(asked.row.key, {})[field.concept] = path.answers[field.id]
    return {
        row: _named(facts) if row in with_birth else _only(facts.get(_NAME), known)
        for row, facts in facts_by_row.items()
    }


def _only(name: Value | None, known: Mapping[str, str]) -> str:
    alike = [identity for identity in known if json.loads(identity)[_NAME] == name]
    return alike[0] if len(alike) == 1 else ""
