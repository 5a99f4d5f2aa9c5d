from typing import Annotated, Any

from pydantic import Field, StrictInt

from forms.loading.question_shape import DistinctShape, RuleShape
from forms.loading.shape import PaperShape
from forms.loading.shared_shape import Shape
from forms.loading.spelling import Dotted, Snake, Words


class RowsShape(Shape):
    repeat: Snake
    label: Words
    each: Words = ""
    unit: Words = ""
    min: Annotated[StrictInt, Field(ge=0, le=500)] = 0
    max: Annotated[StrictInt, Field(ge=1, le=500)] = 500
    rows: Words | None = None
    rows_from: Words | None = None
    rows_of: Dotted | None = None
    order: Dotted | None = None
    when: Words | None = None
    must: tuple[RuleShape, ...] = ()
    distinct: DistinctShape | None = None
    attach: tuple[PaperShape, ...] = ()
    role: Words = ""
    ask: Annotated[list[Any], Field(min_length=1)]


class StepShape(Shape):
    step: Words
    id: Snake
    when: Words | None = None
    as_: Annotated[Snake | None, Field(alias="as")] = None
    role: Words = ""
    must: tuple[RuleShape, ...] = ()
    ask: Annotated[list[Any], Field(min_length=1)]


class RepeatedStepShape(RowsShape):
    step: Words
    id: Snake


class TogetherShape(Shape):
    together: Words
    id: Snake
    ask: Annotated[list[Any], Field(min_length=1)]
