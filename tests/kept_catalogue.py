"""Shipped procedures pickled between runs (tests/kept.py): 0.15 s instead of 4 s of processor time; and filled with the
words of a city, and compared with that city, once in a process, not with each installation: an eighth of a second, half
of a test of a service.

Used by tests of the portal and its services; tests of `forms` read the files. An expression contains closures, so its
text and names are pickled, and it is compiled on first evaluation.
"""

import gc
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forms.city import city_words
from forms.city.city import City
from forms.complaints import Complaint
from forms.definition.field import FieldType
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import from_canonical
from forms.rules.expression import Expression, Scope
from portal.config import Settings
from tests import shipped_once
from tests.kept import kept

SOURCES = ("forms/**/*", "tests/kept_catalogue.py", "tests/shipped_once.py")
CITY: Path = Settings.model_fields["city"].default
# The source of an expression: arguments of `Expression.read`, or the two operands of `both`.
RECIPE = "recipe_of_the_tests"
_read, _both = Expression.read.__func__, Expression.both  # type: ignore[attr-defined]


def use_kept_catalogue() -> None:
    from portal.services.shared import catalogue

    catalogue._read = KeptOrRead(catalogue._read)  # type: ignore[assignment]
    city_words.fill = FilledOnce(city_words.fill)  # type: ignore[attr-defined]


def know_shipped() -> None:
    shipped_once.know(_unpickled("files"))


class KeptOrRead:
    def __init__(self, read: Any) -> None:
        self._read = read

    def __call__(self, canonical: str) -> Procedure:
        cached = _unpickled("canonical").get(canonical)
        procedure: Procedure = self._read(canonical) if cached is None else cached
        return procedure


def compare_once() -> None:
    """The city of the tests alone: pictures of seals lie beside the files of another. What is kept holds its procedures, so
    that no other gets the same `id`."""
    from portal.services.procedures import fit_city as module

    fit_city = module.fit_city
    answered: dict[tuple[object, ...], tuple[City, tuple[Procedure, ...], list[Complaint]]] = {}

    def fit_once(city: City, procedures: Iterable[Procedure], on: date) -> list[Complaint]:
        if city.folder != CITY:
            return fit_city(city, procedures, on)
        known = tuple(procedures)
        key = (on, *map(id, known))
        if key not in answered or answered[key][0] != city:
            answered[key] = (city, known, fit_city(city, known, on))
        return list(answered[key][2])

    module.fit_city = fit_once


def stamp_once() -> None:
    """The shipped definitions do not change during a run: their three hundred files are looked at once in a process."""
    from portal.services.procedures import publish_folder as module

    stamps = module.stamps  # type: ignore[attr-defined]
    shipped = cache(stamps)

    def stamped(folder: Path) -> dict[Path, tuple[int, int]]:
        return shipped(folder) if folder == shipped_once.PROCEDURES else stamps(folder)

    module.stamps = stamped  # type: ignore[attr-defined]


class FilledOnce:
    """Each value holds its procedure, so that no other gets the same `id`."""

    def __init__(self, fill: Callable[[Procedure, Mapping[str, str]], Procedure]) -> None:
        self._fill = fill
        self._filled: dict[tuple[object, ...], tuple[Procedure, Procedure]] = {}

    def __call__(self, procedure: Procedure, words: Mapping[str, str]) -> Procedure:
        key = (id(procedure), *words.items())
        if key not in self._filled:
            self._filled[key] = (procedure, self._fill(procedure, words))
        return self._filled[key][1]


@cache
def _unpickled(name: str) -> Mapping[Any, Procedure]:
    content = (kept("catalogue", SOURCES, _make) / name).read_bytes()
    collecting = gc.isenabled()
    gc.disable()  # garbage collection would take a fifth of the time and find nothing
    try:
        procedures: Mapping[Any, Procedure] = pickle.loads(content)
        return procedures
    finally:
        if collecting:
            gc.enable()


def _make(folder: Path) -> None:
    with _recipes():
        files = shipped_once.read_anew()
        canonical = {
            definition.canonical: from_canonical(definition.canonical, field_types()) for definition in files.values()
        }
    for name, procedures in (("files", files), ("canonical", canonical)):
        with (folder / name).open("wb") as file:
            _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(procedures)


@contextmanager
def _recipes() -> Iterator[None]:
    def read(cls: type[Expression], *arguments: Any) -> Expression:
        return _with_recipe(_read(cls, *arguments), arguments)

    def both(self: Expression, other: Expression) -> Expression:
        return _with_recipe(_both(self, other), (self, other))

    Expression.read, Expression.both = classmethod(read), both  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Expression.read, Expression.both = classmethod(_read), _both  # type: ignore[method-assign, assignment]


def _with_recipe(expression: Expression, recipe: tuple[Any, ...]) -> Expression:
    object.__setattr__(expression, RECIPE, recipe)
    return expression


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, Expression):
            return _expression, (value.text, value.type, value.names, getattr(value, RECIPE))
        if isinstance(value, FieldType):  # a stateless singleton
            return _field_type, (value.id,)
        if isinstance(value, MappingProxyType):
            return MappingProxyType, (dict(value),)
        return NotImplemented


class _Evaluate:
    def __init__(self, recipe: tuple[Any, ...]) -> None:
        self._recipe = recipe
        self._made: Expression | None = None

    def __call__(self, scope: Scope) -> object:
        if self._made is None:
            joined = isinstance(self._recipe[0], Expression)
            self._made = _both(*self._recipe) if joined else _read(Expression, *self._recipe)
        return self._made.evaluate(scope)


def _expression(text: str, type_: Any, names: frozenset[str], recipe: tuple[Any, ...]) -> Expression:
    return Expression(text, type_, names, _Evaluate(recipe))


def _field_type(name: str) -> FieldType:
    return field_types()[name]
