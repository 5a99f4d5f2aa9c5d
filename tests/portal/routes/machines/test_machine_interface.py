"""The machine API conforms to its OpenAPI document."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from portal.routes.machines.pages import interface
from portal.services.machines.problem_words import PROBLEMS, TYPE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.examples import examples
from tests.house.route_table import every_route
from tests.portal.machines import Caller, add_machine
from tests.portal.routes.machines.test_api import LIST, acknowledged, examined, put
from tests.portal.world import PROCEDURE

OURS = ("/api/v1/", "/oauth/")
# The document itself is not part of the interface.
ABOUT = {"/api/v1/openapi.json"}


@pytest.fixture
def document(installation: Installation) -> dict[str, Any]:
    return interface(installation)


@pytest.fixture
def caller(installation: Installation) -> Caller:
    return add_machine(installation).sign_in()


def misfit(document: dict[str, Any], path: str, method: str, response: Any) -> str:
    """How a response deviates from the document; "" if it conforms."""
    described = document["paths"][path][method]["responses"].get(str(response.status_code))
    if described is None:
        return f"{response.status_code} is not documented for {method} {path}"
    if "$ref" in described:
        described = document["components"]["responses"][described["$ref"].rpartition("/")[2]]
    media = response.headers.get("content-type", "").partition(";")[0]
    if "content" not in described:
        return "" if not response.content else "a body that is not documented"
    if media not in described["content"]:
        return f"{media} is not documented for {response.status_code} {path}"
    schema = described["content"][media].get("schema")
    if schema is None:
        return ""
    checked = Draft202012Validator({**schema, "components": document["components"]})
    return "; ".join(f"{list(error.path)}: {error.message}" for error in checked.iter_errors(response.json()))


def test_every_route_is_in_the_document_and_nothing_else(document: dict[str, Any]) -> None:
    bare = {(method, path.replace(":row_number", "")) for method, path in every_route() if path.startswith(OURS)}
    documented = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert {(method, path) for method, path in bare if path not in ABOUT} == documented


def test_the_document_is_sound_and_each_of_its_references_leads_somewhere(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert all(operation["security"] for operation in operations)
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    all_references = list(references(document))
    assert len(all_references) > 30
    for reference in all_references:
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    scopes = document["components"]["securitySchemes"]["machine"]["flows"]["clientCredentials"]["scopes"]
    required = {
        scope for operation in operations for need in operation["security"] for scope in need.get("machine", ())
    }
    assert required < set(scopes)


def references(value: Any) -> Any:
    if isinstance(value, dict):
        yield from (child for name, child in value.items() if name == "$ref")
        yield from (reference for child in value.values() for reference in references(child))
    elif isinstance(value, list):
        yield from (reference for child in value for reference in references(child))


def test_each_problem_is_documented_for_some_call(document: dict[str, Any]) -> None:
    text = str(document["paths"])
    not_of_a_call = {"method_not_allowed", "not_allowed"}
    assert [name for name in PROBLEMS if name not in text] == sorted(not_of_a_call, key=list(PROBLEMS).index)
    assert document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"][0] == f"{TYPE}bad_request"


def test_the_answers_of_a_whole_story_fit(
    installation: Installation, caller: Caller, reviewer: Member, document: dict[str, Any]
) -> None:
    number = examined(installation, reviewer)
    etag = acknowledged(caller, number)
    result = put(caller, number, etag)
    answers = [
        ("/api/v1/applications", "get", caller.get(f"{LIST}?limit=5")),
        ("/api/v1/applications/{receipt}", "get", caller.get(f"{LIST}/{number}")),
        ("/api/v1/applications/{receipt}/result", "post", result),
        ("/api/v1/applications/{receipt}/acknowledgement", "post", caller.post(f"{LIST}/{number}/acknowledgement", {})),
        ("/api/v1/procedures", "get", caller.get("/api/v1/procedures")),
        ("/api/v1/procedures/{procedure}/versions/{version}", "get", caller.get(f"/api/v1/procedures/{PROCEDURE}/versions/1")),
        ("/oauth/token", "post", caller.ask(caller.assertion(), grant_type="client_credentials")),
        ("/oauth/token", "post", caller.ask("rubbish")),
        ("/oauth/introspect", "post", caller.ask(caller.assertion(), "/oauth/introspect", token=caller.token)),
    ]  # fmt: skip
    assert [
        deviation for path, method, answer in answers if (deviation := misfit(document, path, method, answer))
    ] == []
    assert [answer.status_code for _, _, answer in answers[:3]] == [200] * 3


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
BODIES = JSON | st.fixed_dictionaries(
    {},
    optional={
        "answers_revision": st.integers() | JSON, "outcome": st.sampled_from(["approved", "refused", "withdrawn"]) | TEXT,
        "words": TEXT | JSON, "document_number": TEXT | JSON,
    },
)  # fmt: skip
VALUES = (
    TEXT | st.integers().map(str) | st.sampled_from(["", "\0", "1", "9" * 30, "examining", PROCEDURE, "%00", "../.."])
)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)


@settings(
    max_examples=examples(20),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_sent_is_answered_as_the_document_says(
    installation: Installation, caller: Caller, reviewer: Member, document: dict[str, Any], data: st.DataObject
) -> None:
    object.__setattr__(
        installation, "settings", installation.settings.model_copy(update={"api_calls_per_minute": 10**6})
    )
    if not caller.sent:
        caller.sent["number"] = examined(installation, reviewer)
        caller.sent["etag"] = caller.get(f"{LIST}/{caller.sent['number']}").headers["etag"]
    path = data.draw(st.sampled_from([path for path in document["paths"] if not path.startswith("/oauth/")]))
    method, operation = next(iter(document["paths"][path].items()))
    address = path
    known = {"receipt": caller.sent["number"], "procedure": PROCEDURE, "version": "1", "file": "x"}
    for name, real in known.items():
        if f"{{{name}}}" in path:
            drawn = data.draw(
                st.just(real) | TEXT.filter(lambda text: text and "/" not in text and text not in (".", ".."))
            )
            if name == "version" and not (drawn.isascii() and drawn.isdigit() and len(drawn) < 10):
                drawn = "7"
            address = address.replace(f"{{{name}}}", quote(drawn, safe=""))
    query = {
        parameter["name"]: data.draw(VALUES)
        for parameter in operation.get("parameters", ())
        if parameter.get("in") == "query"
    }
    headers = caller.headers({
        "Idempotency-Key": data.draw(HEADER), "If-Match": data.draw(st.just(caller.sent["etag"]) | HEADER),
        "If-None-Match": data.draw(HEADER),
    })  # fmt: skip
    if method == "get":
        response = caller.client.get(address, params=query, headers=headers)
    else:
        response = caller.client.post(address, json=data.draw(BODIES), headers=headers)
    assert response.status_code < 500, response.text
    assert misfit(document, path, method, response) == ""


@settings(
    max_examples=examples(20),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    form=st.dictionaries(
        st.sampled_from(["grant_type", "scope", "client_id", "client_assertion", "client_assertion_type", "token"]),
        VALUES,
    ),
    authorization=HEADER | HEADER.map(lambda text: f"Basic {text}"),
    path=st.sampled_from(["/oauth/token", "/oauth/introspect"]),
)
@example(form={"client_assertion": "a.e30.b", "client_assertion_type": "x"}, authorization="", path="/oauth/token")
def test_whatever_is_sent_for_a_token_gets_none(
    installation: Installation,
    caller: Caller,
    document: dict[str, Any],
    form: dict[str, str],
    authorization: str,
    path: str,
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    response = caller.client.post(path, data=form, headers=headers)
    assert response.status_code in (400, 401, 415, 429), response.text
    assert misfit(document, path, "post", response) == ""


def test_the_document_and_its_page_are_for_everyone(caller: Caller, installation: Installation) -> None:
    response = caller.client.get("/api/v1/openapi.json")
    assert (response.status_code, response.json()) == (200, interface(installation))
    page = caller.client.get("/api/v1").text
    assert all(name in page for name in PROBLEMS)
    assert "kakanai:results:write" in page
