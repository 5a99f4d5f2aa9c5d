"""問1, 問2 … of forms and 確認票."""

from collections.abc import Callable, Iterable
from itertools import zip_longest

from forms.definition.procedure import Field, Procedure


def number_questions(procedure: Procedure, asks: Callable[[Field], bool] = lambda _: True) -> dict[str, int]:
    """Equal in every row; a name and its reading share one. `asks`: on paper no number is left out."""
    numbers: dict[str, int] = {}
    last = 0
    for page in procedure.pages:
        ordered = [field for field in in_order(page.fields) if field.type.asks and asks(field)]
        for field, following in zip_longest(ordered, ordered[1:]):
            numbers[field.name] = last + 1
            last += not (following is not None and _reads(field, following))
    return numbers


def in_order(fields: Iterable[Field]) -> list[Field]:
    ordered: list[Field] = []
    for field in fields:
        above = bool(ordered) and _reads(field, ordered[-1])
        ordered.insert(len(ordered) - above, field)
    return ordered


def _reads(kana: Field, name: Field) -> bool:
    return (kana.type.control, name.type.control) == ("kana", "name")
