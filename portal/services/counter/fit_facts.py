# Uncertain ones are asked.

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from forms.definition.family import HEAD, is_child_of, may_be_child_of
from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure
from forms.numbers.calendar import attains, school_year_end
from forms.path.filer import SELF, own_questions, role_of
from forms.path.fitting import fits
from forms.path.path import AskedPage, Path
from portal.services.filing.visit_facts import (
    CARD_NAMES,
    MOVE_NAMES,
    PLAIN,
    SPEECH,
    STAY_NAMES,
    USUAL,
    Fact,
    Facts,
    Person,
)
from portal.services.residents.city_records import HELD_NAMES, SINCE_NAMES
from portal.services.shared.known_sources import BIRTH

_CODES = {SELF: "self", "same_household": "household", "guardian": "guardian"}
_TOGETHER = ("living", "lives")
# 続柄 → codes that definitions have for it; 続柄 to the head, so `wife` is the head's
_HEADS = "head"
_RELATIONS = {
    HEAD: (_HEADS,), "妻": ("spouse", "wife"), "夫": ("spouse", "husband"), "父": ("parent",), "母": ("parent",),
}  # fmt: skip
_IN_HOUSEHOLD = {
    "子の子": "grandchild", "子の妻": "child_spouse", "子の夫": "child_spouse",
    "兄": "sibling", "弟": "sibling", "姉": "sibling", "妹": "sibling",
}  # fmt: skip
_CAPACITY = "person.capacity"
_TO_HEAD = "person.household_role"
_EVENT, _PERSON = "event.", "person."
_NAME = "person.name"
LATE = "late"  # the deceased, whichever visitor comes
_REASON = "event.reason"  # of a choice whose codes are those of events, and whose id is not `reason`
_BORN, _BIRTH = "born", "birth"  # the occasion of a visit; the life event of a procedure
_PARENTS = {"male": "father", "female": "mother"}
_OF_PEOPLE = ("person_name", "date")
_FILER, _HEAD, _SPOUSE, _CHILD, _MOVER = "filer", "head", "spouse", "child", "mover"
EXTENT = "move.extent"  # whether the whole household moves


def principal_role(procedure: Procedure) -> str:
    name = dict(procedure.principal or {}).get("name", "")
    return procedure.by_name[name].role if name in procedure.by_name else ""


def principal_of(procedure: Procedure, path: Path, facts: Facts, came: str) -> Person | None:
    if principal_role(procedure) == LATE:
        return facts.person(facts.about) if facts.about != facts.came else None
    role = role_of(procedure, path.answers, came)
    if not role:
        return None
    return facts.comer if role == SELF else facts.person(facts.about)


def fitting_facts(procedure: Procedure, path: Path, facts: Facts, came: str, came_by: str) -> dict[str, Fact]:
    principal = principal_of(procedure, path, facts, came)
    answers = dict(_occasion(path, facts)) | dict(_days(path, facts)) | dict(_stated(path, facts))
    answers |= dict(_who_files(procedure, path, came, came_by)) | dict(_extent(path, facts))
    answers |= dict(_head_of_rows(path))
    if principal is not None:
        answers |= dict(_named(procedure, path, principal))
    for asked in path.pages:
        person = _whose(asked, procedure, path, facts, principal)
        if person is not None:
            answers |= dict(_of(asked, path, facts, person, principal))
    return answers


def _named(procedure: Procedure, path: Path, principal: Person) -> Iterator[tuple[str, Fact]]:
    named = {question: name for name, question in dict(procedure.principal or {}).items()}
    for asked in path.pages:
        for field in _open(asked, path):
            fact = principal.facts.get(named.get(field.id, ""))
            if fact is not None and fits(field, fact[0]):
                yield field.id, fact


def _open(asked: AskedPage, path: Path) -> Iterator[Field]:
    return (field for field in asked.fields if field.id not in path.answers and field.id not in path.mistakes)


def _whose(
    asked: AskedPage, procedure: Procedure, path: Path, facts: Facts, principal: Person | None
) -> Person | None:  # fmt: skip
    if asked.row is not None:
        return _in_row(asked.row.key, path, facts)
    role = next((field.role for field in asked.fields if field.role), "")
    if role and role == principal_role(procedure):
        return principal
    if principal is None or not role:
        return facts.comer if role == _FILER else None
    children = _meant(procedure, facts, facts.children(principal))
    by_role = {
        _FILER: facts.comer,
        _HEAD: facts.head(),
        _SPOUSE: facts.spouse(principal),
        _CHILD: children[0] if len(children) == 1 else None,
    }
    return by_role.get(role)


def _meant(procedure: Procedure, facts: Facts, children: Sequence[Person]) -> Sequence[Person]:
    # Of a birth: who is born, beside elder children.
    born = [child for child in children if child.facts.get("birth", (None, ""))[1] == BIRTH]
    return born if facts.occasion == _BORN and _BIRTH in procedure.events and born else children


def _in_row(row: str, path: Path, facts: Facts) -> Person | None:
    asked = [field for asked in path.pages if asked.row is not None and asked.row.key == row for field in asked.fields]
    # the `name` of a row may be that of a hospital or a product
    people = {
        "name" if field.concept == _NAME else field.own: field.id for field in asked if field.type.id in _OF_PEOPLE
    }
    known = {name: (path.answers[own], "") for name, own in people.items() if own in path.answers}
    named = Person("0", {name: known[name] for name in ("name", "birth") if name in known})
    if "birth" in people:
        return next((person for person in facts.people if all(named.key) and person.key == named.key), None)
    alike = [person for person in facts.people if named.key[0] and person.key[0] == named.key[0]]
    return alike[0] if len(alike) == 1 else None


def _of(
    asked: AskedPage, path: Path, facts: Facts, person: Person, principal: Person | None
) -> Iterator[tuple[str, Fact]]:  # fmt: skip
    for field in _open(asked, path):
        name = field.concept.partition(".")[2] or field.id.rpartition(".")[2]
        name = "relation" if field.concept == _TO_HEAD else name
        plain = name in PLAIN or (bool(field.concept) and name in _BY_CONCEPT)
        fact = person.facts.get(name) if plain else _derived(path, field, name, facts, person, principal)
        if fact is None and name == "relation" and (field.concept == _TO_HEAD or person == principal):
            fact = _stated_head(path, asked, person, principal)
        if fact is not None and field.protection != "number" and fits(field, fact[0]):
            yield field.id, fact


def _stated_head(path: Path, asked: AskedPage, person: Person, principal: Person | None) -> Fact | None:
    if asked.row is None:
        return None
    heads = [field.id for field in path.fields if field.concept == _NAME and field.role == _HEAD]
    if any(path.answers.get(name) == person.fact("name") for name in heads):
        return _HEADS, SPEECH
    if person != principal:
        return None
    own = (
        field.id
        for field in path.fields
        if not field.own and field.role == "principal" and field.name.endswith(".relation")
    )
    return (_HEADS, SPEECH) if any(path.answers.get(name) == _HEADS for name in own) else None


def _head_of_rows(path: Path) -> Iterator[tuple[str, Fact]]:
    # Who is 世帯主 in a row is the head whose name is asked elsewhere.
    rows = {asked.row.key: asked for asked in path.pages if asked.row is not None and _is_head(asked, path)}
    names = [
        path.answers[field.id]
        for asked in rows.values()
        for field in asked.fields
        if field.concept == _NAME and field.id in path.answers
    ]
    for asked in path.pages:
        for field in _open(asked, path) if len(names) == 1 and asked.row is None else ():
            if field.concept == _NAME and field.role == _HEAD:
                yield field.id, (names[0], SPEECH)


def _is_head(asked: AskedPage, path: Path) -> bool:
    return any(field.concept == _TO_HEAD and path.answers.get(field.id) == _HEADS for field in asked.fields)


def _extent(path: Path, facts: Facts) -> Iterator[tuple[str, Fact]]:
    # Without their head, or without one of the household, those who move leave somebody behind.
    family = {person.no: person for person in facts.people if "relation" in person.facts}
    rows = {asked.row.key for asked in path.pages if asked.row is not None and _moves(asked)}
    moving = {person.no for row in rows if (person := _in_row(row, path, facts)) is not None} & family.keys()
    head = facts.head()
    if not moving:
        return
    whole = moving == family.keys() and head is not None
    source = family[min(moving)].facts["relation"][1]
    for asked in path.pages:
        for field in _open(asked, path):
            if field.concept == EXTENT:
                yield field.id, ("all" if whole else "some", source)


def _moves(asked: AskedPage) -> bool:
    return any(field.concept == _NAME and field.role == _MOVER for field in asked.fields)


_BY_CONCEPT = frozenset(
    {*SINCE_NAMES, *HELD_NAMES, *MOVE_NAMES, *STAY_NAMES, *CARD_NAMES}
)  # these words are ambiguous without a concept


def _derived(
    path: Path, field: Field, name: str, facts: Facts, person: Person, principal: Person | None
) -> Fact | None:  # fmt: skip
    if "relation" not in person.facts or field.role == _FILER:
        return None
    relation, source = person.facts["relation"]
    if name in _TOGETHER and principal is not None and "relation" in principal.facts:
        return "together", source
    if field.concept == _CAPACITY:
        return _parent(path, facts, person)
    if name != "relation":
        return None
    if person == principal and set(_PARENTS.values()) <= set(field.type.options(field.settings)):
        return _as_parent(path, facts, person)
    if field.role == _CHILD:
        return ("child", source) if principal is not None and person in facts.children(principal) else None
    head = facts.head()
    if head is not None and person in facts.children(head):
        return "child", source
    codes = _RELATIONS.get(relation, ())
    if field.concept == _TO_HEAD and relation in _IN_HOUSEHOLD:
        codes = (_IN_HOUSEHOLD[relation],)
    return next(((code, source) for code in codes if fits(field, code)), None)


def _parent(path: Path, facts: Facts, person: Person) -> Fact | None:
    # For others than the head, certain only with minors: a 子 of the head may not be the spouse's.
    children = facts.children(person) if person == facts.head() else ()
    if not children or path.scope is None:
        return None
    small = all(_is_small(child, path.scope.environment.today) for child in children)
    return ("parent", children[-1].facts["relation"][1]) if small else None


def _as_parent(path: Path, facts: Facts, person: Person) -> Fact | None:
    # Of the children that a 届 is about.
    code, parent = _PARENTS.get(str(person.fact("sex"))), _parent(path, facts, person)
    return (code, parent[1]) if code and parent is not None else None


def _is_small(person: Person, today: date) -> bool:
    birth = person.fact("birth")
    return birth is not None and school_year_end(attains(date.fromisoformat(birth), 18)) >= today


def fits_role(role: str, person: Person, today: date, comer: Person | None = None) -> bool:
    """Without a 続柄, age decides who is a child."""
    if role != _CHILD:
        return True
    relation = person.fact("relation")
    if relation is None:
        return _is_small(person, today)
    return is_child_of(HEAD, relation) or (comer is not None and may_be_child_of(str(comer.fact("relation")), relation))


def _occasion(path: Path, facts: Facts) -> Iterator[tuple[str, Fact]]:
    if not facts.occasion:
        return
    for asked in path.pages:
        for field in _open(asked, path):
            if (
                asked.row is None
                and (field.id == "reason" or field.concept == _REASON)
                and facts.occasion in field.type.options(field.settings)
            ):
                yield field.id, (facts.occasion, facts.occasion_by)


def _days(path: Path, facts: Facts) -> Iterator[tuple[str, Fact]]:
    # The day of an event named by a guide or paper: `concept: event.died`.
    for asked in path.pages:
        for field in _open(asked, path):
            day = facts.events.get(field.concept.removeprefix(_EVENT)) if field.concept.startswith(_EVENT) else None
            if asked.row is None and day is not None and fits(field, day[0]):
                yield field.id, day


def _stated(path: Path, facts: Facts) -> Iterator[tuple[str, Fact]]:
    for asked in path.pages:
        for field in _open(asked, path):
            fact = facts.by_concept.get(field.concept)
            if fact is not None and _holds(asked, field, path, facts) and fits(field, fact[0]):
                yield field.id, fact


def _holds(asked: AskedPage, field: Field, path: Path, facts: Facts) -> bool:
    # Not in a row of nobody yet: filled, it would no longer be free for a person.
    row = asked.row
    return row is None or (field.concept.startswith(_PERSON) and _in_row(row.key, path, facts) is not None)


def usual_here(path: Path, facts: Facts) -> dict[str, Fact]:
    """Without a name by a trusted source, every answer is asked."""
    if not facts.people:
        return {}
    missing = set(path.missing)
    return {field.id: (field.usual, USUAL) for field in path.fields if field.usual is not None and field.id in missing}


def _who_files(procedure: Procedure, path: Path, came: str, came_by: str) -> Iterator[tuple[str, Fact]]:
    code: Value = files_as(came)
    for asked in path.pages:
        for field in _open(asked, path):
            if code and field.id in own_questions(procedure) and fits(field, code):
                yield field.id, (code, came_by)


def files_as(came: str) -> str:
    """ "" for a 代理人, whom each procedure asks in its own way."""
    return _CODES.get(came, "")


def row_of_person(fields: Mapping[str, Field], person: Person) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for own, field in fields.items():
        name = field.concept.partition(".")[2]
        if name in person.facts and name in PLAIN and name != "address" and fits(field, person.facts[name][0]):
            facts[own] = person.facts[name]
    return facts
