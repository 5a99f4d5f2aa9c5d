"""What other machines of the city call (`/api/v1`): applications pulled, acknowledged, and their results put. JSON; a token and never a
cookie; every call is recorded. Decides nothing."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Problem
from portal.services.acknowledge_application import acknowledge_application
from portal.services.api_scopes import ACKNOWLEDGE, FILES, READ, RESULT
from portal.services.describe_versions import describe_version, list_procedures
from portal.services.installation import Installation
from portal.services.keep_file import open_file
from portal.services.list_changes import Asked, list_changes
from portal.services.machine import Machine
from portal.services.put_result import put_result
from portal.services.tell_machine import Told, tell_machine
from portal.services.write_audit import write_audit
from portal.services.write_once import Written, write_once
from portal.web.file_answer import file_answer
from portal.web.machine_call import JsonBody, Reply, call
from portal.web.router import Router

router = Router(prefix="/api/v1")


@router.get("/applications")
def changed(
    request: Request, after: str = "", limit: str = "", procedure: str = "", state: str = "", waiting: str = ""
) -> Response:
    def do(installation: Installation, unit: Unit, machine: Machine) -> Reply:
        return Reply(list_changes(installation, unit, machine, Asked(after, limit, procedure, state, waiting)))

    return call(request, READ, do)


@router.get("/applications/{receipt}")
def application(request: Request, receipt: str) -> Response:
    """304 where the caller has it as it is."""

    def do(installation: Installation, unit: Unit, machine: Machine) -> Reply:
        told = tell_machine(installation, unit, machine, receipt)
        known = _names(request, "if-none-match", told.etag)
        detail = "unchanged" if known else str(told.body["content"])
        write_audit(installation, unit, machine.actor, "pull application", application_id=told.row.id, detail=detail)
        headers = {"ETag": told.etag}
        return Reply(status=304, headers=headers) if known else Reply(told.body, headers=headers)

    return call(request, READ, do)


@router.get("/applications/{receipt}/attachments/{file}")
def attachment(request: Request, receipt: str, file: str) -> Response:
    def do(installation: Installation, unit: Unit, machine: Machine) -> Reply:
        told = tell_machine(installation, unit, machine, receipt)
        if told.shelf is None:
            raise Problem("not_ready")
        kept, content = open_file(unit, told.shelf, file)
        write_audit(installation, unit, machine.actor, "pull file", application_id=told.row.id, detail=kept.id)
        return Reply(raw=file_answer(kept, content))

    return call(request, FILES, do)


@router.post("/applications/{receipt}/acknowledgement")
def acknowledge(request: Request, receipt: str, body: JsonBody) -> Response:
    def do(installation: Installation, unit: Unit, machine: Machine) -> Reply:
        said = _object(request, body, {"answers_revision": int})

        def write() -> Written:
            told = tell_machine(installation, unit, machine, receipt)
            matches = _matches(request, told)
            acknowledge_application(installation, unit, machine, told, said["answers_revision"], matches)
            after = tell_machine(installation, unit, machine, receipt)
            answer = {"receipt_number": after.row.receipt_number, "acknowledged_revision": after.acknowledged}
            return Written(answer, after.etag)

        return _once(request, installation, unit, machine, body, write)

    return call(request, ACKNOWLEDGE, do)


@router.post("/applications/{receipt}/result")
def result(request: Request, receipt: str, body: JsonBody) -> Response:
    def do(installation: Installation, unit: Unit, machine: Machine) -> Reply:
        said = {"words": "", "document_number": ""} | _object(
            request, body, {"outcome": str}, {"words": str, "document_number": str}
        )

        def write() -> Written:
            told = tell_machine(installation, unit, machine, receipt)
            matches = _matches(request, told)
            did = put_result(
                installation, unit, machine, told, said["outcome"], said["words"], said["document_number"], matches
            )
            after = tell_machine(installation, unit, machine, receipt)
            answer = {"receipt_number": after.row.receipt_number, "did": did, "state": after.row.state}
            return Written(answer, after.etag)

        return _once(request, installation, unit, machine, body, write)

    return call(request, RESULT, do)


@router.get("/procedures")
def procedures(request: Request) -> Response:
    def do(installation: Installation, unit: Unit, machine: Machine) -> Reply:
        return Reply({"procedures": list_procedures(installation, machine)})

    return call(request, READ, do)


@router.get("/procedures/{procedure}/versions/{version:row_number}")
def questions(request: Request, procedure: str, version: int) -> Response:
    """What the names in answers mean."""

    def do(installation: Installation, unit: Unit, machine: Machine) -> Reply:
        return Reply(describe_version(installation, unit, machine, procedure, version))

    return call(request, READ, do)


def _once(request: Request, installation: Installation, unit: Unit, machine: Machine, body: bytes, write: Any) -> Reply:
    said = b"\0".join((request.method.encode(), request.url.path.encode(), body))
    key = request.headers.get("idempotency-key", "")
    done = write_once(installation, unit, machine, key, said, write)
    again = {"Idempotency-Replayed": "true"} if done.again else {}
    return Reply(done.body, headers={"ETag": done.etag} | again)


def _matches(request: Request, told: Told) -> bool:
    """Problem precondition_required without If-Match."""
    if "if-match" not in request.headers:
        raise Problem("precondition_required")
    return _names(request, "if-match", told.etag)


def _names(request: Request, header: str, etag: str) -> bool:
    """Whether the header names it (RFC 9110 13.1). A proxy that compresses may have marked it as weak."""
    named = [one.strip().removeprefix("W/") for one in request.headers.get(header, "").split(",")]
    return etag in named


def _object(request: Request, body: bytes, needed: Mapping[str, type], more: Mapping[str, type] = {}) -> dict[str, Any]:
    """A JSON object of these members and no others. Problem unsupported_media_type, bad_request, invalid."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem("unsupported_media_type")
    try:
        said = json.loads(body, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise Problem("bad_request") from None
    if not isinstance(said, dict):
        raise Problem("invalid", errors=[{"at": "", "detail": "オブジェクトではありません"}])
    kinds = {**needed, **more}
    # 1.0 is an integer in JSON, as in its schemas.
    said = {name: int(one) if isinstance(one, float) and one.is_integer() else one for name, one in said.items()}
    wrong = [{"at": f"/{name}", "detail": "ありません"} for name in needed if name not in said]
    wrong += [{"at": f"/{name}", "detail": "知らない名前です"} for name in said if name not in kinds]
    wrong += [
        {"at": f"/{name}", "detail": "整数ではありません" if kinds[name] is int else "文字列ではありません"}
        for name, value in said.items()
        if name in kinds and not _fits(value, kinds[name])
    ]
    if wrong:
        raise Problem("invalid", errors=wrong)
    return said


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """ValueError for a name that stands twice: which of the two is meant, each reader on the way would say otherwise."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _fits(value: object, kind: type) -> bool:
    """Text that a database can hold; a number that it can."""
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
