"""People of the household, where a page asks for a name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition.field import Value
from forms.definition.procedure import Field
from forms.path.binding import Posted, bind, by_question
from forms.path.environment import Environment
from forms.path.fitting import fits
from forms.path.known_values import unnamed
from forms.path.path import AskedPage, Path
from portal.services.filing.drafts import Draft
from portal.services.shared.people_in import name_text

PERSON = "person"  # name of the button; its value is `Choice.key`
_NAME, _PERSON = "person.name", "person."
_OWN = frozenset({"filer"})
_CHILD, _SPOUSE = "child", "spouse"


@dataclass(frozen=True)
class Choice:
    key: str
    name: str
    birth: str
    own: bool  # it is the applicant
    boxes: Posted  # what choosing this person fills in, by `field`, the name
    field: str = ""


def people_to_choose(draft: Draft, path: Path, asked: AskedPage, environment: Environment) -> tuple[Choice, ...]:
    """For the page's first person without a name; without those whom its rules refuse or who are in another row."""
    field = _name_on(path, asked)
    if field is None or draft.helping or "name" not in environment.applicant:
        return ()
    beside = [field, *(other for other in asked.fields if other != field and _prefix(other.id) == _prefix(field.id))]
    taken = list(_in_rows(path, asked))
    return tuple(
        choice
        for number, (person, own) in enumerate(_people(field, asked, environment))
        if "name" in person and not _named(path, asked, person) and (name_text(person["name"]), person.get("birth")) not in taken
        and (choice := _choice(number, person, own, beside)).boxes and not _refused(draft, choice, beside, environment)
    )  # fmt: skip


def chosen_boxes(choices: tuple[Choice, ...], posted: Posted) -> Posted:
    """{} unless the chosen one is still offered."""
    key = next(iter(posted.get(PERSON, ())), "")
    return next((choice.boxes for choice in choices if choice.key == key), {})


def with_person(
    draft: Draft, path: Path, asked: AskedPage, posted: Posted, environment: Environment
) -> tuple[Posted, bool]:
    """With the boxes of the chosen person; whether the page still asks for something."""
    if PERSON not in posted:
        return posted, False
    filled = {**posted, **chosen_boxes(people_to_choose(draft, path, asked, environment), posted)}
    names = frozenset(field.id for field in asked.fields)
    return filled, bool(bind(draft.procedure, names, filled, draft.answers, environment).mistakes)


def _name_on(path: Path, asked: AskedPage) -> Field | None:
    return next(
        (
            field
            for field in asked.fields
            if field.concept == _NAME and field.role not in _OWN and field.id not in path.answers and field.id not in path.known
        ),
        None,
    )  # fmt: skip


def _prefix(name: str) -> str:
    return name.rpartition(".")[0]


def _people(field: Field, asked: AskedPage, environment: Environment) -> Iterator[tuple[Mapping[str, Any], bool]]:
    # Children first where a child is asked for. With the applicant in rows, and without a role.
    spouse = environment.applicant.get("spouse.name")
    children = field.role == _CHILD
    members = [member for member in environment.household if not (children and member.get("name") == spouse)]
    if children:
        members.sort(key=lambda member: member.get("relation") != _CHILD)
    if field.role == "" or (asked.row is not None and field.role not in (_CHILD, _SPOUSE)):
        # The register gives the relation towards the applicant: it is not theirs to somebody else.
        yield environment.applicant, True
    for member in members:
        yield member, False


def _named(path: Path, asked: AskedPage, person: Mapping[str, Any]) -> bool:
    # Rows of the rest of a household have none of whom the answers name, be it the applicant or somebody else.
    return asked.row is not None and asked.row.repeat.rest and not unnamed((person,), path.answers)


def _in_rows(path: Path, asked: AskedPage) -> Iterator[tuple[str, object]]:
    if asked.row is None:
        return
    key = asked.row.key.rpartition(".")[0]
    for number in path.rows.get(key, ()):
        name = path.answers.get(f"{key}.{number}.name")
        if isinstance(name, Mapping):
            yield name_text(name), path.answers.get(f"{key}.{number}.birth")


def _choice(number: int, person: Mapping[str, Any], own: bool, beside: list[Field]) -> Choice:
    boxes: dict[str, list[str]] = {}
    for field in beside:
        value: Value = person.get(field.concept.removeprefix(_PERSON))
        if field.concept.startswith(_PERSON) and value is not None and fits(field, value):
            for box, typed in field.type.typed(value, field.settings).items():
                boxes[f"{field.id}.{box}" if box else field.id] = list(typed)
    birth = str(person.get("birth", ""))
    return Choice(f"{number}.{birth}", name_text(person["name"]), birth, own, boxes, beside[0].id)


def _refused(draft: Draft, choice: Choice, beside: list[Field], environment: Environment) -> bool:
    boxes = by_question({field.id for field in beside}, choice.boxes)
    return bool(bind(draft.procedure, boxes.keys(), choice.boxes, draft.answers, environment).mistakes)
