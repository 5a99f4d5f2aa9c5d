"""`/api/v1`. Every call is audited."""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import Path, Query, Request, Response

from portal.errors import Problem
from portal.services.files.keep_file import open_file
from portal.services.machines.acknowledge_application import acknowledge_application
from portal.services.machines.api_scopes import ACKNOWLEDGE, FILES, READ, RESULT
from portal.services.machines.case_for_machine import MachineCase, case_for_machine
from portal.services.machines.describe_versions import describe_version, list_procedures
from portal.services.machines.list_changes import Asked, list_changes
from portal.services.machines.put_result import put_result
from portal.services.machines.write_once import Written, write_once
from portal.services.shared.write_audit import write_audit
from portal.web.machines.models import (
    Acknowledged,
    Acknowledgement,
    Application,
    Changes,
    ChangesAsked,
    Outcome,
    Procedures,
    Result,
    Version,
)
from portal.web.machines.route import Call, MachineRoute, MachineRouter, calling, documented
from portal.web.shared.file_answer import file_answer

router = MachineRouter(prefix="/api/v1", route_class=MachineRoute)

_WRITING = (
    "bad_request", "idempotency_key_missing", "not_found", "conflict", "precondition_failed", "too_large",
    "unsupported_media_type", "invalid", "idempotency_key_reused", "precondition_required",
)  # fmt: skip
_KEYS = ("IdempotencyKey", "IfMatch")


@router.get(
    "/applications", response_model=Changes, tags=["申請"], operation_id="listChanges",
    summary="前回より後に変わった申請を、変わった順に読む",
    description="申請の今の様子だけを渡し、書かれた内容は渡しません。`next` を次の `after` にします。読んでいる間に変わった申請は、後でもう一度出ます。抜けも重なりもありません。"
    "条件（procedure、state）は、読み始めから終わりまで変えないでください。",
    response_description="変わった申請", openapi_extra=documented("bad_request", scope=READ),
)  # fmt: skip
def changed(request: Request, asked: Annotated[ChangesAsked, Query()]) -> Mapping[str, object]:
    with calling(request) as call:
        return list_changes(call.installation, call.unit, call.machine, Asked(**asked.model_dump()))


@router.get(
    "/applications/{receipt}", response_model=Application, tags=["申請"], operation_id="readApplication",
    summary="1件の申請を読む",
    description="形式審査を終え、止めるもののない申請だけ、内容を渡します（`content` が given）。読むたびに、記録に残ります。",
    response_description="申請", responses={304: {"description": "変わっていません"}},
    openapi_extra=documented("not_found", scope=READ, parameters=("IfNoneMatch",)),
)  # fmt: skip
def application(request: Request, response: Response, receipt: str) -> object:
    with calling(request) as call:
        pulled = case_for_machine(call.installation, call.unit, call.machine, receipt)
        known = _names(request, "if-none-match", pulled.etag)
        detail = "unchanged" if known else str(pulled.body["content"])
        write_audit(
            call.installation, call.unit, call.machine.actor, "pull application", application_id=pulled.row.id, detail=detail
        )  # fmt: skip
    if known:
        return Response(status_code=304, headers={"ETag": pulled.etag})
    response.headers["ETag"] = pulled.etag
    return pulled.body


@router.get(
    "/applications/{receipt}/attachments/{file}", response_class=Response, tags=["申請"], operation_id="readAttachment",
    summary="添付ファイルを読む", response_description="ファイルそのもの",
    responses={200: {"content": {"application/octet-stream": {}, "image/jpeg": {}, "application/pdf": {}}}},
    openapi_extra=documented("not_found", "not_ready", scope=FILES),
)  # fmt: skip
def attachment(request: Request, receipt: str, file: str) -> Response:
    with calling(request) as call:
        pulled = case_for_machine(call.installation, call.unit, call.machine, receipt)
        if pulled.shelf is None:
            raise Problem("not_ready")
        kept, content = open_file(call.unit, pulled.shelf, file)
        write_audit(
            call.installation, call.unit, call.machine.actor, "pull file", application_id=pulled.row.id, detail=kept.id
        )  # fmt: skip
    return file_answer(kept, content)


@router.post(
    "/applications/{receipt}/acknowledgement", response_model=Acknowledged, tags=["申請"], operation_id="acknowledge",
    summary="受け取ったことを知らせる", description="これが引渡しになります。1つのクライアントに、1件は1回だけです。",
    response_description="受け取りを記録しました",
    openapi_extra=documented(*_WRITING, "not_ready", "acknowledged_before", scope=ACKNOWLEDGE, parameters=_KEYS),
)  # fmt: skip
def acknowledge(request: Request, response: Response, receipt: str, body: Acknowledgement) -> object:
    def write(call: Call, pulled: MachineCase, matches: bool) -> Written:
        acknowledge_application(call.installation, call.unit, call.machine, pulled, body.answers_revision, matches)
        after = case_for_machine(call.installation, call.unit, call.machine, receipt)
        answer = {"receipt_number": after.row.receipt_number, "acknowledged_revision": after.acknowledged}
        return Written(answer, after.etag)

    return _once(request, response, receipt, write)


@router.post(
    "/applications/{receipt}/result", response_model=Result, tags=["申請"], operation_id="putResult",
    summary="処理結果を入れる",
    description="職員が入れるときと同じ道を通ります。決裁のいる課では決裁を待ち、取り消せる時間のある間は、だれにも知らせません。",
    response_description="入れました",
    openapi_extra=documented(*_WRITING, "held", "not_acknowledged", scope=RESULT, parameters=_KEYS),
)  # fmt: skip
def result(request: Request, response: Response, receipt: str, body: Outcome) -> object:
    def write(call: Call, pulled: MachineCase, matches: bool) -> Written:
        did = put_result(
            call.installation, call.unit, call.machine, pulled, body.outcome, body.words, body.document_number, matches,
            body.result,
        )  # fmt: skip
        after = case_for_machine(call.installation, call.unit, call.machine, receipt)
        answer = {"receipt_number": after.row.receipt_number, "did": did, "state": after.row.state}
        return Written(answer, after.etag)

    return _once(request, response, receipt, write)


@router.get(
    "/procedures", response_model=Procedures, tags=["手続"], operation_id="listProcedures", summary="担当課の手続の一覧と、結果に書く項目",
    response_description="手続", openapi_extra=documented(scope=READ),
)  # fmt: skip
def procedures(request: Request) -> object:
    with calling(request) as call:
        return {"procedures": list_procedures(call.installation.catalogue, call.machine)}


@router.get(
    "/procedures/{procedure}/versions/{version:row_number}", response_model=Version, tags=["手続"],
    operation_id="readVersion", summary="項目とコードの名前", description="項目の名前は、版が変わっても変わりません。",
    response_description="項目とコード", openapi_extra=documented("not_found", scope=READ),
)  # fmt: skip
def questions(request: Request, procedure: str, version: Annotated[int, Path(ge=0, le=999_999_999)]) -> object:
    with calling(request) as call:
        return describe_version(call.installation.catalogue, call.unit, call.machine, procedure, version)


def _once(
    request: Request, response: Response, receipt: str, write: Callable[[Call, MachineCase, bool], Written]
) -> object:  # fmt: skip
    # Executes once per Idempotency-Key, even if the connection breaks.
    request_bytes = b"\0".join((request.method.encode(), request.url.path.encode(), request.state.body))
    with calling(request) as call:

        def do() -> Written:
            pulled = case_for_machine(call.installation, call.unit, call.machine, receipt)
            return write(call, pulled, _matches(request, pulled))

        key = request.headers.get("idempotency-key", "")
        done = write_once(call.installation.clock, call.unit, call.machine, key, request_bytes, do)
    response.headers["ETag"] = done.etag
    if done.again:
        response.headers["Idempotency-Replayed"] = "true"
    return done.body


def _matches(request: Request, pulled: MachineCase) -> bool:
    # Raises Problem precondition_required without If-Match.
    if "if-match" not in request.headers:
        raise Problem("precondition_required")
    return _names(request, "if-match", pulled.etag)


def _names(request: Request, header: str, etag: str) -> bool:
    # RFC 9110 13.1; compressing proxies may have marked the ETag as weak.
    named = [value.strip().removeprefix("W/") for value in request.headers.get(header, "").split(",")]
    return etag in named
