from collections.abc import Iterable, Mapping

from forms.answers import TAKEN, Answers
from forms.definition.field import Value
from forms.definition.procedure import Procedure, Repeat, full_name
from forms.path.fitting import fits
from forms.path.path import Path
from forms.path.row_numbers import next_row, taken_rows


def repeat_at(procedure: Procedure, key: str) -> Repeat:
    """`children` or `children.1.schools`. Raises KeyError."""
    for repeat in procedure.repeats:
        if repeat.id == full_name(key):
            return repeat
    raise KeyError(key)


def add_row(path: Path, answers: Answers, key: str) -> tuple[dict[str, Value], str]:
    numbers = list(path.rows.get(key, ()))
    number = next_row(numbers, taken_rows(answers, key))
    return {**answers, key: [*numbers, number]}, number


def remove_row(path: Path, answers: Answers, key: str, number: str) -> dict[str, Value]:
    """Other rows keep their numbers, and this one is not reused."""
    removed = f"{key}.{number}"
    taken = max(taken_rows(answers, key), int(number))
    kept = {name: value for name, value in answers.items() if name != removed and not name.startswith(f"{removed}.")}
    left = [other for other in path.rows.get(key, ()) if other != number]
    return {**kept, key: left, TAKEN: {**answers.get(TAKEN, {}), key: taken}}


def confirm_offers(
    procedure: Procedure, path: Path, answers: Answers, key: str, chosen: Iterable[int]
) -> dict[str, Value]:
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
    answers = {}
    for page in repeat.pages:
        for field in page.fields:
            name = field.concept.partition(".")[2] or field.own
            if name in offer and fits(field, offer[name]):
                answers[field.own] = offer[name]
    return answers
