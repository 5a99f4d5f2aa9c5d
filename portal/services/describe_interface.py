"""The machine API described (OpenAPI 3.1): the file beside this one, with what the tables of the code know put in."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from portal.services.api_scopes import SCOPES, on_the_wire
from portal.services.check_client import TOKEN_PATH
from portal.services.installation import Installation
from portal.services.official_words import STATES
from portal.services.problem_words import PROBLEMS, TYPE

_FILE = Path(__file__).with_suffix("").with_name("machine_interface.yaml")
_OF_ALL = ("invalid_token", "insufficient_scope", "too_many", "bug", "busy")
_OF_TOKENS = ("bad_request", "too_large", "unsupported_media_type", "too_many", "bug", "busy")
_SHARE = {
    "RateLimit-Limit": "1分に呼べる回数", "RateLimit-Remaining": "残り", "RateLimit-Reset": "次の1分までの秒数",
}  # fmt: skip

Document = dict[str, Any]


def interface(installation: Installation) -> Document:
    """A new document each time, which the caller may change."""
    document = _read()
    document["servers"] = [{"url": installation.settings.base_url}]
    for path, methods in document["paths"].items():
        for operation in methods.values():
            _complete(installation, operation, _OF_TOKENS if path.startswith("/oauth/") else _OF_ALL)
    parts = document["components"]
    parts["schemas"]["State"] = {"type": "string", "enum": list(STATES)}
    parts["schemas"]["Problem"]["properties"]["type"] = {"enum": [f"{TYPE}{name}" for name in PROBLEMS]}
    parts["securitySchemes"] = _security(installation)
    return document


def _complete(installation: Installation, operation: Document, always: Iterable[str]) -> None:
    scope = operation.pop("x-scope", "")
    if scope:
        operation["security"] = [{"machine": [on_the_wire(installation, scope)]}]
    by_status: dict[int, list[str]] = {}
    for name in dict.fromkeys((*operation.pop("x-problems", ()), *always)):
        by_status.setdefault(PROBLEMS[name].status, []).append(name)
    for status, names in sorted(by_status.items()):
        operation["responses"].setdefault(str(status), _problem(names))
    if scope:
        operation["responses"]["200"].setdefault("headers", {}).update(
            {name: {"description": told, "schema": {"type": "integer"}} for name, told in _SHARE.items()}
        )


def _problem(names: Iterable[str]) -> Document:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": " / ".join(names), "content": {"application/problem+json": {"schema": schema}}}


def _security(installation: Installation) -> Mapping[str, object]:
    scopes = {on_the_wire(installation, scope): told for scope, told in SCOPES.items()}
    flow = {"tokenUrl": f"{installation.settings.base_url}{TOKEN_PATH}", "scopes": scopes}
    return {
        "machine": {"type": "oauth2", "flows": {"clientCredentials": flow}},
        "basic": {"type": "http", "scheme": "basic", "description": "暫定で許されたクライアントだけ"},
    }


def _read() -> Document:
    """Plain dicts, without the anchors of the file, so that nothing is shared."""
    found: Document = _plain(_parsed())
    return found


@cache
def _parsed() -> object:
    return YAML(typ="safe", pure=True).load(_FILE.read_text(encoding="utf-8"))


def _plain(value: object) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
