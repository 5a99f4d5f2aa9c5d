"""What is known of a question before anybody answers it, and what is kept as it is known."""

from collections.abc import Mapping
from datetime import date

from forms.definition.field import Value
from forms.definition.predecessor import ANYONE, EARLIER, NOBODY
from forms.definition.procedure import Field
from forms.path.fitting import fits
from forms.path.scope import Scope
from forms.rules.expression import UNKNOWN

ONLINE = "online"


def known_of(field: Field, scope: Scope) -> Mapping[str, Value]:
    """{} if nothing is, or if it could not be the answer."""
    if not (field.known_from or field.known_by):
        return {}
    if field.known_when is not None and field.known_when.evaluate(scope) is not True:
        return {}
    if field.known_by is not None:
        value = field.known_by.evaluate(scope)
        return {} if value is UNKNOWN else {field.id: field.type.stored_of(value, field.settings)}
    owner, _, name = field.known_from.partition(".")
    facts = scope.environment.earlier if owner == EARLIER else scope.environment.applicant
    known = facts.get(name)
    return {field.id: known} if known is not None and fits(field, known) else {}


def kept_of(field: Field, scope: Scope) -> Value | None:
    """An inherited answer that may not be changed here and today: what was sent in its place is not read."""
    if field.change == ANYONE and field.change_until is None:  # fast path: few questions inherit anything
        return None
    return None if _may_change(field, scope) else known_of(field, scope).get(field.id)


def _may_change(field: Field, scope: Scope) -> bool:
    if field.change == NOBODY:
        return False
    if scope.environment.door != ONLINE:
        return True
    last = field.change_until.evaluate(scope) if field.change_until is not None else UNKNOWN
    return field.change == ANYONE and (not isinstance(last, date) or scope.environment.today <= last)
