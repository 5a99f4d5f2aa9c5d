"""The OpenAPI 3.1 document of the machine API."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.routing import BaseRoute

from portal.config import Settings
from portal.services.machines.api_scopes import SCOPES, on_the_wire
from portal.services.machines.check_client import TOKEN_PATH
from portal.services.machines.problem_words import PROBLEMS, TYPE
from portal.web.machines.models import IntrospectionRequest, OAuthError, Problem, TokenRequest

Document = dict[str, Any]

_ABOUT = (
    "市の業務システムが、担当課の申請を受け取り、受け取ったことと処理結果を返すためのAPIです。個人番号は、どの呼出しでも渡しません。"
    "この形は、公開された標準の条文ではなく、共通機能標準仕様書 2.2.5 の認証・認可の決まりに合わせた、このサービスのものです。"
)
_TAGS = [
    {"name": "認証", "description": "アクセストークンを得て、確かめる"},
    {"name": "申請", "description": "受け取り、返す"},
    {"name": "手続", "description": "項目とコードの名前"},
]
_OF_TOKENS = ("too_many", "bug", "database_away", "disk_full", "read_only", "busy")
_OF_ALL = ("invalid_token", "insufficient_scope", "neighbour_down", *_OF_TOKENS)
_SHARE = {
    "RateLimit-Limit": "1分に呼べる回数", "RateLimit-Remaining": "残り", "RateLimit-Reset": "次の1分までの秒数",
}  # fmt: skip
_HEADERS: Mapping[str, Document] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key", "in": "header", "required": True,
        "description": "1つの書込みに1つ。答えが届かないときは、同じものでもう一度",
        "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]+$"},
    },
    "IfMatch": {
        "name": "If-Match", "in": "header", "required": True, "description": "読んだときの ETag", "schema": {"type": "string"}
    },
    "IfNoneMatch": {
        "name": "If-None-Match", "in": "header", "description": "前に読んだときの ETag", "schema": {"type": "string"}
    },
}  # fmt: skip
_FORMS: Mapping[str, type[BaseModel]] = {model.__name__: model for model in (TokenRequest, IntrospectionRequest)}
_ETAG = {"description": "内容が変わると変わる", "schema": {"type": "string"}}


def describe_interface(settings: Settings, routes: Sequence[BaseRoute]) -> Document:
    document = get_openapi(
        title="書かない 機械連携API", version="1", openapi_version="3.1.0", description=_ABOUT, routes=routes, tags=_TAGS,
        servers=[{"url": settings.base_url}],
    )  # fmt: skip
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path, methods in document["paths"].items():
        for operation in methods.values():
            _complete(settings, operation, schemas, _OF_TOKENS if path.startswith("/oauth/") else _OF_ALL)
    _add(schemas, Problem)
    _add(schemas, OAuthError)
    schemas["Problem"]["properties"]["type"] = {"enum": [f"{TYPE}{name}" for name in PROBLEMS]}
    document["components"] |= {"parameters": dict(_HEADERS), "securitySchemes": _security(settings)}
    return document


def _complete(settings: Settings, operation: Document, schemas: Document, always: Iterable[str]) -> None:
    scope, form = operation.pop("x-scope"), operation.pop("x-form")
    headers, problems = operation.pop("x-parameters"), operation.pop("x-problems")
    answers = operation["responses"]
    if "HTTPValidationError" in str(answers.get("422", "")):
        del answers["422"]
    _add_problems(answers, (*problems, *always))
    if headers:
        operation.setdefault("parameters", []).extend({"$ref": f"#/components/parameters/{name}"} for name in headers)
        answers["200"].setdefault("headers", {})["ETag"] = _ETAG
    if scope:
        operation["security"] = [{"machine": [on_the_wire(settings, scope)]}]
        answers["200"].setdefault("headers", {}).update(
            {name: {"description": words, "schema": {"type": "integer"}} for name, words in _SHARE.items()}
        )
    if form:
        _add(schemas, _FORMS[form])
        content = {"application/x-www-form-urlencoded": {"schema": _reference(_FORMS[form])}}
        operation |= {"security": [{}, {"basic": []}], "requestBody": {"required": True, "content": content}}
        for status in ("400", "401"):
            refusal = answers.setdefault(status, {"description": "断り", "content": {}})
            refusal["content"]["application/json"] = {"schema": _reference(OAuthError)}


def _add_problems(answers: Document, names: Iterable[str]) -> None:
    by_status: dict[int, list[str]] = {}
    for name in dict.fromkeys(names):
        by_status.setdefault(PROBLEMS[name].status, []).append(name)
    for status, of_status in sorted(by_status.items()):
        content = {"application/problem+json": {"schema": _reference(Problem)}}
        answers[str(status)] = {"description": " / ".join(of_status), "content": content}


def _add(schemas: Document, model: type[BaseModel]) -> None:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= schema.pop("$defs", {})
    schemas[model.__name__] = schema


def _reference(model: type[BaseModel]) -> Document:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _security(settings: Settings) -> Mapping[str, object]:
    scopes = {on_the_wire(settings, scope): words for scope, words in SCOPES.items()}
    flow = {"tokenUrl": f"{settings.base_url}{TOKEN_PATH}", "scopes": scopes}
    also = (
        {"description": f"認可サーバー {settings.token_server} が出したトークンも受けます"}
        if settings.token_server
        else {}
    )
    return {
        "machine": {"type": "oauth2", "flows": {"clientCredentials": flow}, **also},
        "basic": {"type": "http", "scheme": "basic", "description": "暫定で許されたクライアントだけ"},
    }
