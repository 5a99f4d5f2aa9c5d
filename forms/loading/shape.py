"""The shape of a definition, one model for each level: which keys there are and what may stand at them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from forms.loading.spelling import (
    Certainty,
    Day,
    Door,
    Dotted,
    Filer,
    Hash,
    Kana,
    Kebab,
    Named,
    Setting,
    Several,
    Snake,
    Who,
    Words,
)


class Shape(BaseModel):
    """One level of a definition. Unknown keys are refused; no default ever changes within a format."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class SourcedShape(Shape):
    text: Words
    certainty: Certainty


class FeeShape(Shape):
    """In words; `amount` computes yen. Who is exempt shows it by `evidence`. `refund`: after which ends it is given back."""

    text: Words
    certainty: Certainty
    amount: Words | None = None
    exempt: "ExemptShape | None" = None
    paid: Literal["before", "on_delivery", "later"] = "later"
    refund: tuple[Literal["stopped", "withdrawn", "refused"], ...] = ()


class ExemptShape(Shape):
    when: Words
    evidence: Words


class SettingShape(Shape):
    """A default fits its type: whole number, true or false, one of the options, a day, or words."""

    type: Literal["integer", "money", "yes_no", "choice", "text", "date"]
    default: StrictBool | StrictInt | Words
    certainty: Certainty
    options: tuple[Snake, ...] = ()


class GuardianShape(Shape):
    name: Dotted
    birth: Dotted


class SignerShape(Shape):
    """`name` and `birth` are questions by their full names: whoever they name signs."""

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
    """`need` may name a setting of the city."""

    need: Literal["none", "required"] | Setting
    because: Words | None = None
    certainty: Certainty
    order: Literal["parallel", "ordered"] = "parallel"
    signers: tuple[SignerShape, ...] = ()


class IdentityShape(Shape):
    sign_in: Literal["none", "mail", "card"]
    signature: SignatureShape | None = None


class MyNumberShape(Shape):
    """`of` names block instances and repeats."""

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
    """受付期間, both days included; each may name a setting of the city. `year`: a rule, the 年度 it is for."""

    from_: Annotated[Day | Setting | None, Field(alias="from")] = None
    to: Day | Setting | None = None
    year: Words | None = None
    say: Words


class LateShape(Shape):
    say: Words


class TimeShape(Shape):
    period: PeriodShape | None = None
    due: Words | None = None
    certainty: Certainty | None = None
    late: LateShape | None = None
    window: WindowShape | None = None
    capacity: Annotated[StrictInt, Field(ge=1)] | Setting | None = None


class DuplicateShape(Shape):
    same: Annotated[tuple[Dotted, ...], Field(min_length=1)]
    open_only: StrictBool = True
    once: StrictBool = False


class ReservationShape(Shape):
    resource: Kebab


class PaperShape(Shape):
    """A paper that is brought, sent or made. `from` is who issues it."""

    id: Snake
    label: Words
    why: Words = ""
    when: Words | None = None
    later: StrictBool = False
    later_days: Annotated[StrictInt, Field(ge=1, le=366)] | None = None
    fill: Literal["", "print"] = ""
    one_of: tuple[Words, ...] = ()
    from_: Annotated[Words, Field(alias="from")] = ""
    certainty: Certainty = "assumed"


class CarryOverShape(Shape):
    """What becomes of the answers of open drafts of the version before. `say` is told to their owners."""

    keep: tuple[Dotted, ...] = ()
    rename: dict[Dotted, Dotted] = {}
    ask_again: tuple[Dotted, ...] = ()
    review: tuple[Dotted, ...] = ()
    drop: tuple[Dotted, ...] = ()
    say: Words = ""


class AppealShape(Shape):
    body: Words
    within: Words
    court_within: Words
    certainty: Certainty


class ForwardingShape(Shape):
    to: Words
    certainty: Certainty


class KeepShape(Shape):
    years: Annotated[StrictInt, Field(ge=1, le=100)]
    from_: Annotated[Words, Field(alias="from")]
    then: Literal["delete", "anonymise"]
    certainty: Certainty


class StaffShape(Shape):
    check: tuple[Words, ...] = ()
    return_reasons: dict[Snake, Words] = {}
    notices: dict[Snake, Words] = {}


class ExpectShape(Shape):
    """What must come out. `mistakes`: field → sentence said, or `required`."""

    complete: StrictBool | None = None
    asked: tuple[Named, ...] = ()
    not_asked: tuple[Named, ...] = ()
    stops_at: Named | None = None
    mistakes: dict[Named, Words] = {}
    warnings: dict[Named, Words] = {}
    due: Day | None = None
    late: StrictBool | None = None
    fee: StrictInt | None = None
    rows: dict[Named, StrictInt] = {}
    attachments: tuple[Dotted, ...] | None = None
    not_attached: tuple[Dotted, ...] = ()
    computed: dict[Named, Any] = {}
    who: dict[Door, tuple[Who, ...]] = {}
    steps: tuple[Snake, ...] | None = None
    signers: tuple[Named, ...] | None = None


class ScenarioShape(Shape):
    """`answers` are stored values by field; `person` is a fictional one of the city; `city` what it has set otherwise."""

    name: Words
    today: Day
    door: Door = "online"
    person: Words | None = None
    household: tuple[dict[Snake, Any], ...] = ()
    events: dict[Snake, Day] = {}
    city: dict[Snake, StrictBool | StrictInt | Words] = {}
    offers: Literal["", "all"] = ""
    filed_by: Filer = "self"
    answers: dict[Named, Any]
    expect: ExpectShape


class DefinitionShape(Shape):
    """The top level. What stands in `steps` is read level by level."""

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
    fee: FeeShape
    settings: dict[Snake, SettingShape] = {}
    who: Annotated[dict[Door, Annotated[tuple[Who, ...], Field(min_length=1)]], Field(min_length=1)]
    bring: dict[Door, Several] = {}
    show: dict[Who, Several] = {}
    identity: IdentityShape
    my_number: MyNumberShape | None = None
    invited: StrictBool = False
    principal: dict[Literal["name", "kana", "birth"], Dotted] = {}
    time: TimeShape | None = None
    appeal: AppealShape | None = None
    forwarding: ForwardingShape | None = None
    duplicate: DuplicateShape | None = None
    delivery: tuple[Literal["post", "counter", "electronic"], ...] = ()
    reservation: ReservationShape | None = None
    helper: StrictBool = False
    attach: tuple[PaperShape, ...] = ()
    steps: Annotated[list[Any], Field(min_length=1)]
    staff: StaffShape = StaffShape()
    next: tuple[Words, ...] = ()
    keep: KeepShape | None = None
    because: dict[str, Words] = {}
    carry_over: CarryOverShape | None = None
    scenarios: tuple[ScenarioShape, ...] = ()


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
    """What a place that uses a block says to it; gone once blocks are expanded."""

    use: Kebab
    with_: Annotated[dict[Snake, StrictBool | Words], Field(alias="with")] = {}
    override: dict[Snake, "OverrideShape"] = {}
    drop: tuple[Snake, ...] = ()
    ask_first: tuple[Any, ...] = ()


class OverrideShape(Shape):
    label: Words | None = None
    why: Words | None = None
    required: StrictBool | Words | None = None
    known_from: "Words | KnownShape | None" = None


class RowsShape(Shape):
    """Rows of the same questions: what a step or a part of `ask` adds that has `repeat`."""

    repeat: Snake
    label: Words
    each: Words = ""
    min: Annotated[StrictInt, Field(ge=0, le=500)] = 0
    max: Annotated[StrictInt, Field(ge=1, le=500)] = 500
    rows: Words | None = None
    rows_from: Words | None = None
    order: Dotted | None = None
    when: Words | None = None
    must: tuple[RuleShape, ...] = ()
    distinct: DistinctShape | None = None
    attach: tuple[PaperShape, ...] = ()
    role: Words = ""
    ask: Annotated[list[Any], Field(min_length=1)]


class StepShape(Shape):
    """`as` prefixes the names of its questions."""

    step: Words
    id: Snake
    when: Words | None = None
    as_: Annotated[Snake | None, Field(alias="as")] = None
    role: Words = ""
    must: tuple[RuleShape, ...] = ()
    ask: Annotated[list[Any], Field(min_length=1)]


class RepeatedStepShape(RowsShape):
    """A step whose questions are rows. Its `when` and `must` are those of the rows."""

    step: Words
    id: Snake


class TogetherShape(Shape):
    """Questions that stand on one page."""

    together: Words
    id: Snake
    ask: Annotated[list[Any], Field(min_length=1)]


class KnownShape(Shape):
    """An answer that is known only under a condition: the applicant's name is not the name of whom they act for."""

    from_: Annotated[Words, Field(alias="from")]
    when: Words


class FieldShape(Shape):
    """One question. What its type adds is in `model_extra`."""

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
    wording: dict[Snake, Words] = {}
    compute: Words | None = None
    concept: Annotated[str, StringConstraints(pattern=r"^([a-z_]+\.[a-z_]+)?$")] = ""
    protection: Literal["open", "personal", "confidential", "number"] = "personal"
    source: SourcedShape | None = None


class TranslatedShape(Shape):
    """One sentence of a translation. `of` is the short hash of the Japanese that it translates."""

    text: Words
    of: Hash
