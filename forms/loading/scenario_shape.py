from typing import Any, Literal

from pydantic import Field, StrictBool, StrictInt

from forms.loading.shared_shape import Shape
from forms.loading.spelling import Day, Door, Dotted, Filer, Named, Snake, TableRow, Who, Words


class ExpectShape(Shape):
    """`mistakes`: field → message, or `required`."""

    complete: StrictBool | None = None
    asked: tuple[Named, ...] = ()
    not_asked: tuple[Named, ...] = ()
    stops_at: Named | None = None
    mistakes: dict[Named, Words] = Field(default_factory=dict)
    warnings: dict[Named, Words] = Field(default_factory=dict)
    due: Day | None = None
    late: StrictBool | None = None
    fee: StrictInt | None = None
    budget: StrictInt | None = None
    tickets: StrictInt | None = None
    withdraw_until: Day | None = None
    rows: dict[Named, StrictInt] = Field(default_factory=dict)
    attachments: tuple[Dotted, ...] | None = None
    not_attached: tuple[Dotted, ...] = ()
    computed: dict[Named, Any] = Field(default_factory=dict)
    offered: dict[Named, tuple[Snake, ...]] = Field(default_factory=dict)
    who: dict[Door, tuple[Who, ...]] = Field(default_factory=dict)
    steps: tuple[Snake, ...] | None = None
    signers: tuple[Named, ...] | None = None


class EarlierShape(Shape):
    """Of `follows`, by full name."""

    receipt_number: Words = ""
    document_number: Words = ""
    arrived_on: Day | None = None
    decided_on: Day | None = None
    outcome: Snake | None = None
    answers: dict[Dotted, Any] = Field(default_factory=dict)
    result: dict[Dotted, Any] = Field(default_factory=dict)


class ScenarioShape(Shape):
    """`person`: a fictional resident; `city` overrides settings."""

    name: Words
    today: Day
    door: Door = "online"
    person: Words | None = None
    household: tuple[dict[Snake, Any], ...] = ()
    events: dict[Snake, Day] = Field(default_factory=dict)
    earlier: EarlierShape | None = None
    city: dict[Snake, StrictBool | StrictInt | Words | dict[TableRow, StrictInt]] = Field(default_factory=dict)
    offers: Literal["", "all"] = ""
    filed_by: Filer = "self"
    answers: dict[Named, Any]
    expect: ExpectShape
