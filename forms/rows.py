"""Rows of answers: one more, one less, those that a register offers. Pure: answers in, answers out."""

from collections.abc import Iterable, Mapping

from forms.answers import TAKEN, Answers
from forms.field import Value
from forms.fitting import fits
from forms.path import Path, next_row, taken_rows
from forms.procedure import Procedure, Repeat, full_name


def repeat_at(procedure: Procedure, key: str) -> Repeat:
    """The repeat that `key` is one of (`children`, `children.1.schools`). KeyError if there is none."""
    for repeat in procedure.repeats:
        if repeat.id == full_name(key):
            return repeat
    raise KeyError(key)


def add_row(path: Path, answers: Answers, key: str) -> tuple[dict[str, Value], str]:
    """One more row at the end; its number too."""
    numbers = list(path.rows.get(key, ()))
    number = next_row(numbers, taken_rows(answers, key))
    return {**answers, key: [*numbers, number]}, number


def remove_row(path: Path, answers: Answers, key: str, number: str) -> dict[str, Value]:
    """Without row `number` and everything in it. Others keep their numbers, and nobody is given this one again."""
    gone = f"{key}.{number}"
    taken = max(taken_rows(answers, key), int(number))
    kept = {name: value for name, value in answers.items() if name != gone and not name.startswith(f"{gone}.")}
    left = [other for other in path.rows.get(key, ()) if other != number]
    return {**kept, key: left, TAKEN: {**answers.get(TAKEN, {}), key: taken}}


def confirm_offers(
    procedure: Procedure, path: Path, answers: Answers, key: str, chosen: Iterable[int]
) -> dict[str, Value]:
    """A row for each offer that is confirmed, by its position among the offers, with what is known already answered."""
    repeat = repeat_at(procedure, key)
    offers = path.offers.get(key, ())
    taken = dict(answers)
    numbers = list(path.rows.get(key, ()))
    for position in chosen:
        if position < len(offers) and len(numbers) < repeat.max:
            number = next_row(numbers, taken_rows(answers, key))
            numbers.append(number)
            taken |= {f"{key}.{number}.{name}": value for name, value in known_in_row(repeat, offers[position]).items()}
    return {**taken, key: numbers}


def known_in_row(repeat: Repeat, offer: Mapping[str, Value]) -> dict[str, Value]:
    """The answers of a row that an offer tells, by their names in the row: a question of the same name, or whose concept
    says so (`person.name`)."""
    found = {}
    for page in repeat.pages:
        for field in page.fields:
            name = field.concept.partition(".")[2] or field.own
            if name in offer and fits(field, offer[name]):
                found[field.own] = offer[name]
    return found
