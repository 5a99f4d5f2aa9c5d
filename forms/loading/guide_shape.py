from typing import Annotated, Any, Literal

from pydantic import Field

from forms.loading.shape import SettingShape, SourcedShape
from forms.loading.shared_shape import Shape
from forms.loading.spelling import Day, Kebab, Several, Snake, Words

LineId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,5}$")]
# By the effort they take. `automatic` needs no action, `advice` no application.
Way = Literal["online", "counter", "post", "elsewhere", "automatic", "advice"]


class LineShape(Shape):
    id: LineId
    title: Words
    when: Words | None = None
    at: Annotated[tuple[Way, ...], Field(min_length=1)]
    procedure: Kebab | None = None
    at_counter: Kebab | None = None
    answers: dict[Words, Words | bool | Annotated[tuple[Words, ...], Field(min_length=1)]] = Field(default_factory=dict)
    duty: Kebab | None = None
    office: Words = ""
    until: Words | None = None
    until_say: Words = ""
    soon: bool = False
    bring: Several | tuple[()] = ()
    whose: Words = ""
    say: Words = ""
    source: SourcedShape


class CaseShape(Shape):
    name: Words
    today: Day
    answers: dict[Snake, Any]
    household: tuple[dict[Snake, Any], ...] = ()
    applicant: dict[Snake, Any] = Field(default_factory=dict)
    lines: tuple[LineId, ...]
    maybe: tuple[LineId, ...] = ()
    until: dict[LineId, Day] = Field(default_factory=dict)


class ConsequenceShape(Shape):
    concept: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")]
    value: Words | bool
    when: Words


class GuideShape(Shape):
    format: Literal[1]
    guide: Kebab
    title: Words
    summary: Words
    events: Annotated[tuple[Kebab, ...], Field(min_length=1)]
    settings: dict[Snake, SettingShape] = Field(default_factory=dict)
    because: dict[str, Words] = Field(default_factory=dict)
    steps: Annotated[list[Any], Field(min_length=1)]
    lines: Annotated[tuple[LineShape, ...], Field(min_length=1)]
    facts: tuple[ConsequenceShape, ...] = ()
    cases: tuple[CaseShape, ...] = ()
