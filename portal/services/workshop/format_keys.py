"""What may be written at a place of a definition: the loader's shapes, key by key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from forms.definition.kind import KINDS
from forms.definition.registry import field_types
from forms.loading.meanings import meaning
from forms.loading.question_shape import FieldShape, UseShape
from forms.loading.shape import DefinitionShape, SourcedShape
from forms.loading.step_shape import RepeatedStepShape, RowsShape, StepShape, TogetherShape
from forms.loading.tree import Node
from portal.services.workshop.definition_text import LeftToText, Path

# Boxes; then parts with a page of their own: one, a list, and by name. MIXED: a value, lines, or lines with names.
TEXT, DAY, LONG, RULE, NUMBER, TRUTH, CHOICE, SEVERAL, LINES, PAIRS, MIXED, PART, LIST, NAMED = (
    "text", "day", "long", "rule", "number", "truth", "choice", "several", "lines", "pairs", "mixed", "part", "list", "named",
)  # fmt: skip
CONDITIONS = frozenset({"when", "that", "at_counter"})
_RULES = CONDITIONS | {"compute", "rows", "rows_from", "due", "year", "until", "by", "amount", "tickets", "required"}
_LONG = frozenset({"say", "summary", "help", "why", "next", "extension", "law", "because", "due_say", "refuse"})
# Questions, what may not change in a draft, what only a block has, and values of any shape.
_ELSEWHERE = frozenset({"steps", "ask", "format", "duty", "scenarios", "given", "ask_first"})
_NOT_HERE = frozenset({("procedure", "DefinitionShape"), ("type", "FieldShape"), ("unit", "MoneySettings")})
_ASKED = frozenset({"steps", "ask", "ask_first", "result"})
# The key whose value alone may stand for the whole part.
SHORT = {"Option": "label", "KnownShape": "from", "NextShape": "say"}


@dataclass(frozen=True)
class Key:
    # `name`: as written, with a dot where a small part has no page of its own. `whole`: its values are numbers. `of`:
    # which door, person … of several it is about.
    name: str
    kind: str
    needed: bool
    meaning: str
    codes: tuple[str, ...] = ()
    whole: bool = False
    of: str = ""
    deep: int = 1  # lists and names around what has a page of its own


@dataclass(frozen=True)
class Place:
    # `node` None: nothing is written there yet. `short`: the key of a value that is written alone, or "".
    path: Path
    node: Node | None
    keys: tuple[Key, ...]
    short: str = ""


@dataclass(frozen=True)
class Format:
    # `inline`: small parts whose keys are shown with the part above. `top`: the only keys at the top; () is all.
    root: type[BaseModel]
    words: Callable[[type[BaseModel], str], str]
    inline: tuple[type[BaseModel], ...]
    elsewhere: frozenset[str] = frozenset()
    top: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        return self.root is DefinitionShape


DEFINITION = Format(DefinitionShape, meaning, (SourcedShape,), _ELSEWHERE)


def place_at(tree: Node, path: Path, type_: str = "", of: Format = DEFINITION) -> Place:
    # `type_`: of a question that is not there yet. Raises LeftToText.
    annotation: Any = of.root
    node: Node | None = tree
    models: tuple[type[BaseModel], ...] = (of.root,)
    for number, step in enumerate(path):
        node = node.get(step) if node is not None else None
        if isinstance(step, int):
            asked = of.asks and number > 0 and path[number - 1] in _ASKED
            models = _asked(path[: number + 1], node, type_) if asked else _models(annotation)
            if not models:
                raise LeftToText("path")
            annotation = models[0]
        else:
            annotation = _within(models, annotation, str(step))
            models = _models(annotation)
    if not models or (of.asks and node is None and path and isinstance(path[-1], str) and path[-1] in _ASKED):
        raise LeftToText("path")
    if get_origin(_bare(annotation)) is tuple or _is_mapping(_bare(annotation)):
        raise LeftToText("path")
    keys = tuple(key for model in models for key in _keys(model, of))
    if of.top and not path:
        keys = tuple(key for key in keys if key.name.partition(".")[0] in of.top)
    return Place(path, node, keys, SHORT.get(models[0].__name__, "") if of.asks else "")


def _within(models: Sequence[type[BaseModel]], annotation: Any, step: str) -> Any:
    if _by_name(annotation):
        return get_args(_bare(annotation))[1]
    for model in models:
        model.model_rebuild()  # resolves forward references
        for name, field in model.model_fields.items():
            if (field.alias or name) == step:
                return field.rebuild_annotation()
    raise LeftToText("path")


def _by_name(annotation: Any) -> bool:
    bare = _bare(annotation)
    return _is_mapping(bare) and bool(_models(annotation))


def _is_mapping(annotation: Any) -> bool:
    origin = get_origin(annotation)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _asked(path: Path, node: Node | None, type_: str) -> tuple[type[BaseModel], ...]:
    keys = node.mapping if node is not None else {}
    used: tuple[type[BaseModel], ...] = (UseShape,) if "use" in keys else ()
    if len(path) == 2 and path[0] == "steps":
        return (RepeatedStepShape if "repeat" in keys else StepShape, *used)
    if "repeat" in keys:
        return (RowsShape, *used)
    if "together" in keys:
        return (TogetherShape,)
    type_ = str(keys["type"].value) if "type" in keys else type_
    if used or type_ not in field_types():
        return used or (FieldShape,)
    return (FieldShape, field_types()[type_].Settings)


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        members = [member for member in get_args(annotation) if member is not NoneType]
        return _bare(members[0]) if len(members) == 1 else annotation
    return annotation


def _members(annotation: Any) -> list[Any]:
    bare = _bare(annotation)
    union = get_origin(bare) in (Union, UnionType)
    return [_bare(member) for member in get_args(bare) if member is not NoneType] if union else [bare]


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:
    # Of a part, of the items of a list, and of what has names.
    for member in _members(annotation):
        if isinstance(member, type) and issubclass(member, BaseModel):
            return (member,)
        if get_origin(member) is tuple or _is_mapping(member):
            inner = get_args(member)[-1 if _is_mapping(member) else 0]
            if inner is not Any and (models := _models(inner)):
                return models
    return ()


def _keys(model: type[BaseModel], of: Format) -> Iterator[Key]:
    model.model_rebuild()
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key in of.elsewhere or (key, model.__name__) in _NOT_HERE:
            continue
        try:
            words = of.words(model, key)
        except KeyError:
            words = key
        if (key, model) == ("kind", DefinitionShape):
            yield Key(key, CHOICE, True, words, tuple(KINDS))
            continue
        yield from _key(key, field.rebuild_annotation(), field.is_required(), words, of)
        if model.__name__ == "ChoiceSettings":
            yield Key("options.codes", TEXT, False, "選択肢を、ここに書く代わりに取り出すコード表の名前です。")


def _key(name: str, annotation: Any, needed: bool, words: str, of: Format) -> Iterator[Key]:
    members, key = _members(annotation), Key(name, TEXT, needed, words)
    first = members[0]
    if name == "result" and of.asks:
        yield replace(key, kind=LIST)
    elif models := _models(annotation):
        if models[0] in of.inline and first is models[0]:
            for inner in _keys(models[0], of):
                about = (
                    words
                    if inner.name == "text"
                    else f"{words.partition('。')[0].removesuffix('です')}の{inner.meaning}"
                )
                yield replace(
                    inner, name=f"{name}.{inner.name}", needed=needed and (of.asks or inner.needed), meaning=about
                )
        else:
            kind = LIST if get_origin(first) is tuple else NAMED if _is_mapping(first) else PART
            yield replace(key, kind=kind, deep=_depth(first))
    elif len(members) > 1:
        yield _of_several(key, members)
    elif _is_mapping(first):
        yield from _of_mapping(key, get_args(first), of)
    elif (box := _of_one(name, first)) is not None:
        item = _bare(get_args(first)[0]) if get_origin(first) is tuple else first
        codes = tuple(map(str, get_args(item))) if get_origin(item) is Literal else ()
        yield replace(key, kind=box, codes=codes, whole=item is int)


def _of_several(key: Key, members: Sequence[Any]) -> Key:
    if any(_is_mapping(member) or get_origin(member) is tuple for member in members):
        return replace(key, kind=MIXED, whole=True)
    return replace(key, kind=RULE if key.name.rpartition(".")[2] in _RULES else TEXT, whole=str in members)


def _depth(annotation: Any) -> int:
    bare = _bare(annotation)
    if get_origin(bare) is not tuple and not _is_mapping(bare):
        return 0
    return 1 + _depth(get_args(bare)[-1 if _is_mapping(bare) else 0])


def _of_mapping(key: Key, arguments: Sequence[Any], of: Format) -> Iterator[Key]:
    name, value = _bare(arguments[0]), arguments[1]
    if get_origin(name) is Literal:
        for code in get_args(name):
            inner = _key(f"{key.name}.{code}", value, False, key.meaning, of)
            yield from (replace(each, of=code) for each in inner)
    elif value is not Any:
        yield replace(key, kind=PAIRS, whole=any(member in (int, bool) for member in _members(value)))


def _of_one(name: str, annotation: Any) -> str | None:
    if get_origin(annotation) is tuple:
        item = _bare(get_args(annotation)[0])
        return None if item is Any or (isinstance(item, type) and item is dict) else (
            SEVERAL if get_origin(item) is Literal else LINES
        )  # fmt: skip
    if get_origin(annotation) is Literal:
        return CHOICE
    if annotation in (bool, int):
        return TRUTH if annotation is bool else NUMBER
    if annotation is date:
        return DAY
    if annotation in (str, Decimal):
        return RULE if name in _RULES else LONG if name.rpartition(".")[2] in _LONG else TEXT
    return None
