from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictBool, StringConstraints

from forms.loading.shape import SourcedShape
from forms.loading.shared_shape import Shape
from forms.loading.spelling import Dotted, Hash, Kebab, Snake, Words


class RuleShape(Shape):
    that: Words
    say: Words
    source: SourcedShape | None = None


class StopShape(Shape):
    when: Words
    say: Words
    next: Words
    source: SourcedShape | None = None


class DistinctShape(Shape):
    of: Annotated[tuple[Dotted, ...], Field(min_length=1)]
    say: Words


class UseShape(Shape):
    use: Kebab
    with_: Annotated[dict[Snake, StrictBool | Words], Field(default_factory=dict, alias="with")]
    override: dict[Snake, "OverrideShape"] = Field(default_factory=dict)
    drop: tuple[Snake, ...] = ()
    ask_first: tuple[Any, ...] = ()


class OverrideShape(Shape):
    label: Words | None = None
    why: Words | None = None
    required: StrictBool | Words | None = None
    known_from: "Words | KnownShape | None" = None


class KnownShape(Shape):
    from_: Annotated[Words, Field(alias="from")]
    when: Words | None = None
    change: Literal["anyone", "staff", "nobody"] = "anyone"
    until: Words | None = None


class FieldShape(Shape):
    """Settings of its type are in `model_extra`."""

    model_config = ConfigDict(extra="allow")

    id: Snake
    type: Words
    label: Words
    help: Words = ""
    why: Words = ""
    required: StrictBool | Words = True
    when: Words | None = None
    must: tuple[RuleShape, ...] = ()
    warn: tuple[RuleShape, ...] = ()
    stop: StopShape | None = None
    known_from: Words | KnownShape = ""
    usual: StrictBool | Words | None = None
    given: Words | None = None
    wording: dict[Snake, Words] = Field(default_factory=dict)
    compute: Words | None = None
    concept: Annotated[str, StringConstraints(pattern=r"^([a-z_]+\.[a-z_]+)?$")] = ""
    protection: Literal["open", "personal", "confidential", "number"] = "personal"
    source: SourcedShape | None = None


class TranslatedShape(Shape):
    """`of` is the short hash of the Japanese original."""

    text: Words
    of: Hash
