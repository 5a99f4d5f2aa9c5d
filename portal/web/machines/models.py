from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from portal.services.shared.official_words import STATES


def _whole(value: object) -> object:
    # JSON Schema counts 1.0 as an integer.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _storable(text: str) -> str:
    # Raises ValueError for NUL, which PostgreSQL rejects.
    if "\0" in text:
        raise ValueError("NUL")
    return text


Revision = Annotated[int, BeforeValidator(_whole), Field(strict=True, ge=0, le=2**31 - 1)]
Text = Annotated[str, Field(strict=True), AfterValidator(_storable)]
State = Annotated[str, WithJsonSchema({"type": "string", "enum": list(STATES)})]
Moment = Annotated[str, Field(description="日本時間", json_schema_extra={"format": "date-time"})]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class ChangesAsked(BaseModel):
    after: Annotated[str, Field(pattern="^[0-9]{0,18}$", description="前回の `next`。なければ最初から")] = ""
    limit: Annotated[
        str, WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 500}, {"const": ""}], "default": 100})
    ] = ""  # fmt: skip
    procedure: Annotated[str, Field(pattern="^[a-z0-9-]{0,100}$")] = ""
    state: Annotated[str, WithJsonSchema({"type": "string", "enum": [*STATES, ""]})] = ""
    waiting: Annotated[
        Literal["true", "false", ""],
        Field(
            description="true なら、引き渡せる状態で、このクライアントがまだ受け取っていないものだけ。止められているものも入ります"
        ),
    ] = ""


class Acknowledgement(_Request):
    answers_revision: Annotated[Revision, Field(description="受け取った内容の番号")]


class Outcome(_Request):
    outcome: Annotated[Text, Field(description="申請の `outcomes` の1つ")]
    words: Annotated[
        Text,
        Field(description="申請した人へのことば。認めないときなどは、いります", json_schema_extra={"maxLength": 2000}),
    ] = ""
    document_number: Annotated[Text, Field(description="文書番号。なければ、次の番号")] = ""
    result: Annotated[
        dict[str, Text],
        Field(
            description="定義の `result` の項目の名前と値（`term`、行は `child.1.amount`）。選択肢はコードかことば、日は 2026-11-20"
        ),
    ] = {}


class Change(_Answer):
    """The state of an application, without its content."""

    receipt_number: str
    procedure: str
    version: int
    kind: str
    duty: str
    state: State
    state_title: str
    door: str
    arrived_at: Moment
    due: Annotated[str | None, Field(json_schema_extra={"format": "date"})]
    changed_at: Moment
    decided_at: Moment | None
    answers_revision: int
    acknowledged_revision: Annotated[int | None, Field(description="このクライアントが受け取った内容の番号")]


class Changes(_Answer):
    applications: list[Change]
    next: Annotated[str, Field(description="次の `after`")]
    more: Annotated[bool, Field(description="まだあるか。なければ、間をおいてから")]


class AnswerValue(_Answer):
    code: str | None
    value: str


class Answer(_Answer):
    model_config = ConfigDict(
        json_schema_extra={"description": "きかなかった項目は、ありません。きいて空のものは unanswered です。"}
    )

    item: Annotated[str, Field(description="項目の名前")]
    place: Annotated[str, Field(description="くり返しの何番目か（2.1）")]
    heading: str
    state: Literal["answered", "unanswered"]
    values: list[AnswerValue]
    other: Annotated[str, Field(description="選択肢に書きそえたことば")]


class Attachment(_Answer):
    id: str
    question: str
    name: str
    media: str
    bytes: int
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Application(Change):
    procedure_title: str
    office: str
    outcomes: Annotated[list[str], Field(description="今入れられる結果")]
    content: Annotated[
        Literal["given", "not_ready", "held"],
        Field(description="内容を渡すか。not_ready は形式審査の前など、held は止められている"),
    ]
    person_name: str | None
    protected: bool | None
    answers: list[Answer] | None
    attachments: list[Attachment] | None


class Acknowledged(_Answer):
    receipt_number: str
    acknowledged_revision: int


class Result(_Answer):
    receipt_number: str
    did: Annotated[
        Literal["decided", "waits", "proposed"], Field(description="決まった、取り消せる間は待つ、決裁を待つ")
    ]
    state: State


class Option(_Answer):
    code: str
    label: str


class ResultField(_Answer):
    field: Annotated[
        str,
        Field(
            description="`result` に書く名前。行の中の項目（`child.amount`）は、行の番号を入れる（`child.1.amount`）"
        ),
    ]
    label: str
    type: str
    required: Annotated[bool | None, Field(description="いるか。null は、ほかの答えによる")]
    options: list[Option]


class PossibleOutcome(_Answer):
    outcome: str
    label: str
    reasons: Annotated[bool, Field(description="申請した人へのことば（`words`）がいるか")]
    fields: list[ResultField]


class ProcedureLine(_Answer):
    procedure: str
    version: int
    title: str
    kind: str
    duty: str
    outcomes: Annotated[list[PossibleOutcome], Field(description="結果と、いっしょに書く項目（今の版）")]


class Procedures(_Answer):
    procedures: list[ProcedureLine]


class Item(_Answer):
    item: str
    heading: str
    repeat: str


class Code(_Answer):
    item: str
    code: str
    label: str


class Version(_Answer):
    procedure: str
    version: int
    title: str
    items: list[Item]
    codes: list[Code]


class TokenRequest(BaseModel):
    """Each parameter once (RFC 6749 3.2); unknown ones are ignored."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": {"type": "string"}, "maxProperties": 20})

    grant_type: Literal["client_credentials"]
    scope: Annotated[str, Field(description="空白で区切る。なければ、持っているすべて")] = ""
    client_id: str = ""
    client_assertion_type: Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"] | None = None
    client_assertion: str = ""


class IntrospectionRequest(BaseModel):
    """As `TokenRequest`."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": {"type": "string"}, "maxProperties": 20})

    token: str
    client_id: str = ""
    client_assertion_type: Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"] | None = None
    client_assertion: str = ""


class Token(BaseModel):
    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str


class Introspection(BaseModel):
    active: bool
    client_id: str | None = None
    token_type: str | None = None
    scope: str | None = None
    iat: int | None = None
    exp: int | None = None


class OAuthError(BaseModel):
    error: Literal["invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope"]


class Misfit(BaseModel):
    at: str
    detail: str


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    support_code: str
    errors: list[Misfit] = []
    holds: list[str] = []
