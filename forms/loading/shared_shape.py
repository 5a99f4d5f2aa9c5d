"""The shape of what definitions share: blocks of questions, and lists of codes."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from forms.loading.shape import Shape
from forms.loading.spelling import Kebab, Snake, Words


class ParameterShape(Shape):
    """What a block may be told: a `condition` (true, false or a rule of who uses it), one of the `options`, or the name
    of a question (`answer`). Without default it must be told."""

    type: Literal["condition", "choice", "answer"]
    default: StrictBool | Words | None = None
    options: tuple[Snake, ...] = ()


class BlockShape(Shape):
    """Questions that many procedures use."""

    format: Literal[1]
    block: Kebab
    title: Words
    params: Mapping[Snake, ParameterShape] = Field(default_factory=dict)
    ask: Annotated[list[Any], Field(min_length=1)]


class CodesShape(Shape):
    """A list of codes that many questions use."""

    format: Literal[1]
    codes: Kebab
    options: Annotated[dict[str, Any], Field(min_length=1)]
