"""What the people of a visit answer of one procedure: whose facts fit which of its questions. Pure; what is not certain is asked."""

from collections.abc import Iterator, Mapping
from datetime import date

from forms.calendar import attains, school_year_end
from forms.family import HEAD, is_child_of
from forms.field import Value
from forms.fitting import fits
from forms.path import AskedPage, Path
from forms.procedure import Field, Procedure
from portal.services.held_facts import HELD_NAMES, SINCE_NAMES
from portal.services.visit_facts import PLAIN, SPEECH, USUAL, Fact, Facts, Person
from portal.services.who_files import SELF, own_questions, role_of

_CODES = {SELF: "self", "same_household": "household", "guardian": "guardian"}
_TOGETHER = ("living", "lives")
_RELATIONS = {HEAD: "head", "妻": "spouse", "夫": "spouse", "父": "parent", "母": "parent"}
_CAPACITY = "person.capacity"
_FILER, _HEAD, _SPOUSE, _CHILD = "filer", "head", "spouse", "child"


def principal_role(procedure: Procedure) -> str:
    """The role in which the procedure names whom it is about; "" where it says none."""
    name = dict(procedure.principal or {}).get("name", "")
    return procedure.by_name[name].role if name in procedure.by_name else ""


def principal_of(procedure: Procedure, path: Path, facts: Facts, came: str) -> Person | None:
    """Whom it is about: who came, where they file for themselves; else whom the visit is about. None while that is open."""
    role = role_of(procedure, path.answers, came)
    if not role:
        return None
    return facts.comer if role == SELF else facts.person(facts.about)


def told_here(procedure: Procedure, path: Path, facts: Facts, came: str, came_by: str) -> dict[str, Fact]:
    """Answers to questions that have none yet, each with its source. `came_by`: what told as what they came."""
    principal = principal_of(procedure, path, facts, came)
    found = dict(_occasion(path, facts)) | dict(_who_files(procedure, path, came, came_by))
    if principal is not None:
        found |= dict(_named(procedure, path, principal))
    for asked in path.pages:
        person = _whose(asked, procedure, path, facts, principal)
        if person is not None:
            found |= dict(_of(asked, path, facts, person, principal))
    return found


def _named(procedure: Procedure, path: Path, principal: Person) -> Iterator[tuple[str, Fact]]:
    """The questions by which the procedure says whom it is about, whatever they mean elsewhere."""
    named = {question: name for name, question in dict(procedure.principal or {}).items()}
    for asked in path.pages:
        for one in _open(asked, path):
            fact = principal.told.get(named.get(one.id, ""))
            if fact is not None and fits(one, fact[0]):
                yield one.id, fact


def _open(asked: AskedPage, path: Path) -> Iterator[Field]:
    return (one for one in asked.fields if one.id not in path.answers and one.id not in path.mistakes)


def _whose(
    asked: AskedPage, procedure: Procedure, path: Path, facts: Facts, principal: Person | None
) -> Person | None:  # fmt: skip
    if asked.row is not None:
        return _in_row(asked.row.key, path, facts)
    role = next((one.role for one in asked.fields if one.role), "")
    if role and role == principal_role(procedure):
        return principal
    if principal is None or not role:
        return facts.comer if role == _FILER else None
    children = facts.children(principal)
    found = {
        _FILER: facts.comer,
        _HEAD: facts.head(),
        _SPOUSE: facts.spouse(principal),
        _CHILD: children[0] if len(children) == 1 else None,
    }
    return found.get(role)


def _in_row(row: str, path: Path, facts: Facts) -> Person | None:
    """Who stands there by name and birthday."""
    there = {name.rpartition(".")[2]: value for name, value in path.answers.items() if name.startswith(f"{row}.")}
    one = Person("0", {name: (there[name], "") for name in ("name", "birth") if name in there})
    return next((person for person in facts.people if all(one.key) and person.key == one.key), None)


def _of(
    asked: AskedPage, path: Path, facts: Facts, person: Person, principal: Person | None
) -> Iterator[tuple[str, Fact]]:  # fmt: skip
    for one in _open(asked, path):
        name = one.concept.partition(".")[2] or one.id.rpartition(".")[2]
        plain = name in PLAIN or (bool(one.concept) and name in _BY_CONCEPT)
        fact = person.told.get(name) if plain else _derived(path, one, name, facts, person, principal)
        fact = _said_head(path, asked) if fact is None and name == "relation" and person == principal else fact
        if fact is not None and one.protection != "number" and fits(one, fact[0]):
            yield one.id, fact


def _said_head(path: Path, asked: AskedPage) -> Fact | None:
    """Who was said to be the head of the household is it in every row, too."""
    if asked.row is None:
        return None
    own = (one.id for one in path.fields if not one.own and one.role == "principal" and one.name.endswith(".relation"))
    return (_RELATIONS[HEAD], SPEECH) if any(path.answers.get(name) == _RELATIONS[HEAD] for name in own) else None


_BY_CONCEPT = frozenset({*SINCE_NAMES, *HELD_NAMES})  # words as these mean much else where no concept says it


def _derived(
    path: Path, field: Field, name: str, facts: Facts, person: Person, principal: Person | None
) -> Fact | None:  # fmt: skip
    """What a 続柄 tells: as which relation somebody stands to the head or to their parent, and that they live together."""
    if "relation" not in person.told or field.role == _FILER:
        return None
    relation, source = person.told["relation"]
    if name in _TOGETHER and principal is not None and "relation" in principal.told:
        return "together", source
    if field.concept == _CAPACITY:
        return _parent(path, facts, person)
    if name != "relation":
        return None
    if field.role == _CHILD:
        return ("child", source) if principal is not None and person in facts.children(principal) else None
    head = facts.head()
    if head is not None and person in facts.children(head):
        return "child", source
    return (_RELATIONS[relation], source) if relation in _RELATIONS else None


def _parent(path: Path, facts: Facts, person: Person) -> Fact | None:
    """As what somebody asks for their children. 続柄 tells it of the head alone, for a child of the head may be another's than the
    spouse's; and of whoever has only small children: a grandchild may be meant otherwise."""
    children = facts.children(person) if person == facts.head() else ()
    if not children or path.scope is None:
        return None
    small = all(_is_small(one, path.scope.environment.today) for one in children)
    return ("parent", children[-1].told["relation"][1]) if small else None


def _is_small(one: Person, today: date) -> bool:
    birth = one.fact("birth")
    return birth is not None and school_year_end(attains(date.fromisoformat(birth), 18)) >= today


def stands_among(role: str, person: Person, today: date) -> bool:
    """Whether somebody is meant where everybody is put into the rows of this role: among the children, no parents. Who is written down
    without a 続柄 is told by the age."""
    if role != _CHILD:
        return True
    relation = person.fact("relation")
    return _is_small(person, today) if relation is None else is_child_of(HEAD, relation)


def _occasion(path: Path, facts: Facts) -> Iterator[tuple[str, Fact]]:
    """Why they came answers why they file, where a choice has that very reason. A paper of a birth says it by lying there; what was chosen
    in a guide was pressed."""
    if not facts.occasion:
        return
    for asked in path.pages:
        for one in _open(asked, path):
            if asked.row is None and one.id == "reason" and facts.occasion in one.type.options(one.settings):
                yield one.id, (facts.occasion, facts.occasion_by)


def usual_here(path: Path, facts: Facts) -> dict[str, Fact]:
    """What most answer to what has to be answered. Of nobody in whom no source is believed: there, each answer is asked."""
    if not facts.people:
        return {}
    missing = set(path.missing)
    return {one.id: (one.usual, USUAL) for one in path.fields if one.usual is not None and one.id in missing}


def _who_files(procedure: Procedure, path: Path, came: str, came_by: str) -> Iterator[tuple[str, Fact]]:
    """As whom they came answers as whom they file."""
    code: Value = files_as(came)
    for asked in path.pages:
        for one in _open(asked, path):
            if code and one.id in own_questions(procedure) and fits(one, code):
                yield one.id, (code, came_by)


def files_as(came: str) -> str:
    """The code of the procedures' own question; "" for a 代理人, whom each procedure tells apart in its own way."""
    return _CODES.get(came, "")


def row_of_person(fields: Mapping[str, Field], person: Person) -> dict[str, Fact]:
    """What a new row takes over of somebody, by the names in the row; `fields` by these names."""
    found: dict[str, Fact] = {}
    for own, one in fields.items():
        name = one.concept.partition(".")[2]
        if name in person.told and name in PLAIN and name != "address" and fits(one, person.told[name][0]):
            found[own] = person.told[name]
    return found
