from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from forms.loading.spelling import Kebab, Snake, Words


class Shape(BaseModel):
    # Unknown keys are errors; defaults never change within a format.

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class ParameterShape(Shape):
    """`condition`: a boolean or a rule; `answer`: the name of a question. Required without a default."""

    type: Literal["condition", "choice", "answer"]
    default: StrictBool | Words | None = None
    options: tuple[Snake, ...] = ()


class BlockShape(Shape):
    format: Literal[1]
    block: Kebab
    title: Words
    params: Mapping[Snake, ParameterShape] = Field(default_factory=dict)
    ask: Annotated[list[Any], Field(min_length=1)]


class CodesShape(Shape):
    format: Literal[1]
    codes: Kebab
    options: Annotated[dict[str, Any], Field(min_length=1)]
