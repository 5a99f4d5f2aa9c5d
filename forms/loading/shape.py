"""The keys of a definition, one model per level."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt

from forms.loading.scenario_shape import ScenarioShape
from forms.loading.shared_shape import Shape
from forms.loading.spelling import (
    Certainty,
    Day,
    Door,
    Dotted,
    Filer,
    Kana,
    Kebab,
    Setting,
    Several,
    Snake,
    TableRow,
    Who,
    Words,
)


class SourcedShape(Shape):
    text: Words
    certainty: Certainty


class FeeShape(SourcedShape):
    amount: Words | None = None
    exempt: "ExemptShape | None" = None
    decided: Snake | None = None  # a question of the result
    paid: Literal["before_sending", "before", "on_delivery", "later"] = "later"
    refund: tuple[Literal["stopped", "withdrawn", "refused"], ...] = ()


class ExemptShape(Shape):
    when: Words
    evidence: Words


class SettingShape(Shape):
    """`of`: the values of a table, with the default's rows."""

    type: Literal["integer", "money", "yes_no", "choice", "text", "date", "table"]
    of: Literal["integer", "money"] | None = None
    default: StrictBool | StrictInt | Words | dict[TableRow, StrictInt]
    certainty: Certainty
    label: Words | None = None
    options: tuple[Snake, ...] | dict[Snake, Words] = ()


class GuardianShape(Shape):
    name: Dotted
    birth: Dotted


class SignerShape(Shape):
    id: Snake
    label: Words
    name: Dotted
    birth: Dotted
    days: Annotated[StrictInt, Field(ge=1, le=366)]
    when: Words | None = None
    filed_by: tuple[Filer, ...] = ()
    guardian: GuardianShape | None = None
    paper: StrictBool = False


class SignatureShape(Shape):
    need: Literal["none", "required"] | Setting
    because: Words | None = None
    certainty: Certainty
    order: Literal["parallel", "ordered"] = "parallel"
    signers: tuple[SignerShape, ...] = ()


class ByHandShape(Shape):
    because: Words
    certainty: Certainty


class IdentityShape(Shape):
    sign_in: Literal["none", "mail", "card"]
    signature: SignatureShape | None = None
    by_hand: ByHandShape | None = None


class MyNumberShape(Shape):
    how: Literal["none", "ask", "fill_inside"] | Setting
    of: Annotated[tuple[Dotted, ...], Field(min_length=1)]
    basis: Words
    certainty: Certainty


class PeriodShape(Shape):
    kind: Literal["statutory", "standard"]
    days: Annotated[StrictInt, Field(ge=1, le=3660)] | Words
    unit: Literal["day", "bizday", "week", "month"]
    stops: tuple[Literal["returned", "forwarded"], ...] = ()
    certainty: Certainty
    extension: Words = ""


class WindowShape(Shape):
    """Days included, or settings of the city. `year`: a rule for the 年度."""

    from_: Annotated[Day | Setting | None, Field(alias="from")] = None
    to: Day | Setting | None = None
    year: Words | None = None
    say: Words


class LateShape(Shape):
    say: Words


class TimeShape(Shape):
    period: PeriodShape | None = None
    due: Words | None = None
    due_say: Words | None = None
    certainty: Certainty | None = None
    source: Words | None = None
    late: LateShape | None = None
    window: WindowShape | None = None
    capacity: Annotated[StrictInt, Field(ge=1)] | Setting | None = None


class WithdrawShape(Shape):
    until: Words
    say: Words
    certainty: Certainty


class DuplicateShape(Shape):
    same: Annotated[tuple[Dotted, ...], Field(min_length=1)]
    open_only: StrictBool = True
    once: StrictBool = False
    household: StrictBool = False
    per: tuple[Dotted, ...] = ()
    instead: tuple[Dotted, ...] = ()
    years: Annotated[StrictInt, Field(ge=1, le=20)] = 1
    say: Words = ""


class FollowsShape(Shape):
    procedure: Kebab
    outcomes: Annotated[tuple[Snake, ...], Field(min_length=1)]
    once: StrictBool = True
    by: Words | None = None
    answers: tuple[Dotted, ...] = ()
    settles: Snake | None = None
    certainty: Certainty = "assumed"


class BudgetShape(Shape):
    """`of`: yen of a 年度; `granted`: a question of the result."""

    of: Setting
    amount: Words
    granted: Snake
    order: Literal["arrival", "period"] = "arrival"
    used_up: Literal["closed", "wait"] = "closed"
    say: Words
    certainty: Certainty


class DrawnSlotsShape(Shape):
    from_: Annotated[Day | Setting, Field(alias="from")]
    to: Day | Setting
    confirm: Annotated[StrictInt, Field(ge=1, le=60)] | Setting


class DrawingShape(Shape):
    """`units`: a choice, whose options `places` names; or `slots`."""

    units: Dotted | None = None
    places: Annotated[StrictInt, Field(ge=1)] | Setting | dict[Snake, Annotated[StrictInt, Field(ge=1)]] | None = None
    slots: DrawnSlotsShape | None = None
    tickets: Words | None = None
    certainty: Certainty = "assumed"


class ReceivingShape(Shape):
    """`near`: an address that proposes the office."""

    question: Dotted
    near: Dotted = ""


class ReservationShape(Shape):
    resource: Kebab


class PaperShape(Shape):
    id: Snake
    label: Words
    why: Words = ""
    when: Words | None = None
    required: StrictBool = True
    later: StrictBool = False
    later_days: Annotated[StrictInt, Field(ge=1, le=366)] | None = None
    debit_settles: StrictBool = False
    fill: Literal["", "print"] = ""
    office: StrictBool = False
    one_of: tuple[Words, ...] = ()
    from_: Annotated[Words, Field(alias="from")] = ""
    certainty: Certainty = "assumed"


class CarryOverShape(Shape):
    keep: tuple[Dotted, ...] = ()
    rename: dict[Dotted, Dotted] = Field(default_factory=dict)
    ask_again: tuple[Dotted, ...] = ()
    review: tuple[Dotted, ...] = ()
    drop: tuple[Dotted, ...] = ()
    say: Words = ""


class _AppealPart(Shape):
    body: Words = ""
    none: Words = ""
    law: Words = ""
    certainty: Certainty
    ruling_first: SourcedShape | None = None
    within: Words = "3か月"
    court_within: Words = "6か月"


class AppealCaseShape(_AppealPart):
    outcomes: tuple[Snake, ...] = ()
    when: Words | None = None


class AppealShape(_AppealPart):
    cases: tuple[AppealCaseShape, ...] = ()


class ForwardingShape(Shape):
    to: Words
    certainty: Certainty
    when: Words | None = None


class KeepShape(Shape):
    years: Annotated[StrictInt, Field(ge=1, le=100)]
    from_: Annotated[Words, Field(alias="from")]
    then: Literal["delete", "anonymise"]
    certainty: Certainty


class RefusalReasonShape(Shape):
    say: Words
    law: Words = ""
    outcomes: tuple[Snake, ...] = ()
    certainty: Certainty


class StaffShape(Shape):
    check: tuple[Words, ...] = ()
    return_reasons: dict[Snake, Words] = Field(default_factory=dict)
    return_reasons_of: dict[Snake, tuple[Dotted, ...]] = Field(default_factory=dict)
    refusal_reasons: dict[Snake, RefusalReasonShape] = Field(default_factory=dict)
    notices: dict[Snake, Words] = Field(default_factory=dict)


class OutcomeShape(Shape):
    """Only `extended`, which ends no case, needs no `label`."""

    label: Words = ""
    state: Snake | None = None
    notice: Words = ""
    written_by: Literal["here", "core_system"] | None = None
    disposition: StrictBool | None = None
    reasons: StrictBool | None = None
    shows: tuple[Dotted, ...] = ()
    effective: Dotted | None = None
    term: Dotted | None = None
    renews_by: Kebab | None = None
    remind_days: tuple[Annotated[StrictInt, Field(ge=1, le=366)], ...] | None = None
    on_list: StrictBool = False
    law: Words = ""
    at_counter: Words | None = None
    coupon: Dotted | None = None
    coupon_value: Dotted | None = None
    certainty: Certainty = "assumed"


class NextShape(Shape):
    say: Words
    when: Words | None = None
    until: Literal["drawing"] | None = None


class AfterShape(Shape):
    say: Words
    outcomes: tuple[Snake, ...] = ()
    when: Words | None = None
    payment: StrictBool = False
    source: SourcedShape


class FilerShape(Shape):
    when: Words
    say: Words
    source: SourcedShape | None = None


class DefinitionShape(Shape):
    format: Literal[1]
    procedure: Kebab
    version: Annotated[StrictInt, Field(ge=1, lt=1_000_000)]
    kind: Words
    title: Words
    kana: Kana
    summary: Words
    duty: Kebab
    events: tuple[Kebab, ...] = ()
    search: tuple[Words, ...] = ()
    law: SourcedShape
    follows: FollowsShape | None = None
    fee: FeeShape
    settings: dict[Snake, SettingShape] = Field(default_factory=dict)
    who: Annotated[dict[Door, Annotated[tuple[Who, ...], Field(min_length=1)]], Field(min_length=1)]
    who_when: dict[Filer, FilerShape] = Field(default_factory=dict)
    bring: dict[Door, Several] = Field(default_factory=dict)
    show: dict[Who, Several] = Field(default_factory=dict)
    identity: IdentityShape
    my_number: MyNumberShape | None = None
    invited: StrictBool = False
    principal: dict[Literal["name", "kana", "birth", "company"], Dotted] = Field(default_factory=dict)
    addressee: dict[Literal["person", "organisation", "instead"], Dotted] = Field(default_factory=dict)
    receiving: ReceivingShape | None = None
    time: TimeShape | None = None
    appeal: AppealShape | None = None
    forwarding: ForwardingShape | None = None
    budget: BudgetShape | None = None
    drawing: DrawingShape | None = None
    duplicate: DuplicateShape | None = None
    withdraw: WithdrawShape | None = None
    delivery: tuple[Literal["post", "counter", "electronic"], ...] = ()
    reservation: ReservationShape | None = None
    helper: StrictBool = False
    joined: StrictBool = False
    tallied: Literal["", "desk", "public"] = ""
    attach: tuple[PaperShape, ...] = ()
    steps: Annotated[list[Any], Field(min_length=1)]
    staff: StaffShape = StaffShape()
    outcomes: Annotated[dict[Snake, OutcomeShape], Field(min_length=1)] | None = None
    notice: Literal["here", "core_system"] = "here"
    result: Annotated[list[Any], Field(min_length=1)] | None = None
    next: tuple[Words | NextShape, ...] = ()
    after: tuple[AfterShape, ...] = ()
    keep: KeepShape | None = None
    because: dict[str, Words] = Field(default_factory=dict)
    carry_over: CarryOverShape | None = None
    scenarios: tuple[ScenarioShape, ...] = ()
