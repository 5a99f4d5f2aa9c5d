"""What is known of a question before it is answered, and whether it is kept so."""

from collections.abc import Mapping
from datetime import date

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.predecessor import ANYONE, EARLIER, NOBODY
from forms.definition.procedure import Field, row_of
from forms.path.fitting import fits
from forms.path.scope import Scope
from forms.rules.expression import UNKNOWN

ONLINE = "online"


def known_of(field: Field, scope: Scope) -> Mapping[str, Value]:
    """{} if nothing is, or it could not be the answer."""
    if not field.may_be_known:
        return {}
    if field.known_when is not None and field.known_when.evaluate(scope) is not True:
        return {}
    if field.known_answer:
        return {field.id: field.known_answer}
    if field.known_by is not None:
        value = field.known_by.evaluate(scope)
        return {} if value is UNKNOWN else {field.id: field.type.stored_of(value, field.settings)}
    owner, _, name = field.known_from.partition(".")
    facts = scope.environment.earlier if owner == EARLIER else scope.environment.applicant
    known = facts.get(name)
    return {field.id: known} if known is not None and fits(field, known) else {}


def may_change(field: Field, scope: Scope) -> bool:
    """Here and today. In place of an inherited answer that may not, a posted one is not read."""
    if field.change == NOBODY:
        return False
    if scope.environment.door != ONLINE:
        return True
    last = field.change_until.evaluate(scope) if field.change_until is not None else UNKNOWN
    return field.change == ANYONE and (not isinstance(last, date) or scope.environment.today <= last)


def unnamed(people: tuple[Mapping[str, Value], ...], answers: Answers) -> tuple[Mapping[str, Value], ...]:
    names = [name for name in answers if name.endswith(".name") and not row_of(name)]
    named = [(answers[name], answers.get(f"{name.removesuffix('name')}birth")) for name in names]
    return tuple(person for person in people if (person.get("name"), person.get("birth")) not in named)
