"""From マイナポータル, with entries held back."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.fields.file import MEGABYTE, TEXT, XML
from portal.errors import BadRequest, required
from portal.services.files.recognise_file import media_of
from portal.services.imports.bring_uploads import bring_uploads
from portal.services.imports.describe_package import describe_package
from portal.services.imports.find_mapping import importer_of
from portal.services.imports.import_words import STATES
from portal.services.imports.settle_package import (
    discard_package,
    free_package,
    importing,
    package_of_member,
    read_reason,
)
from portal.services.imports.take_package import take_packages
from portal.services.shared.write_audit import write_audit
from portal.store.imports import import_packages
from portal.store.imports.import_packages import QUARANTINED, SHOWN, TAKEN, WAITING
from portal.web.shared.access import staff
from portal.web.shared.file_posting import MOST_OF_A_FOLDER, MOST_OF_A_POST, FolderPost
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member

router = Router("staff", prefix="/desk/imports", access=staff("reviewer", "approver"))

# Tabs, with the states that each shows.
_TABS = (
    ("held", "止めている", (QUARANTINED, WAITING)),
    ("taken", "受け付けた", (TAKEN,)),
    ("all", "すべて", tuple(STATES)),
)
_NEWEST = 2**62
_NAMED = 5  # files in a refusal
_OVER = (
    f"一度に受け取れるのは、{MOST_OF_A_FOLDER:,}個、合わせて{MOST_OF_A_POST // MEGABYTE}MBまでです。どれも受け取っていません。"
    "いくつかに分けて、続けて取り込んでください（同じものを2回入れても、申請は1件です）。"
    "分けられないファイルは、システムの担当に、取り込みのフォルダーに置いてもらってください。"
)


@router.get("")
def every(request: Request) -> Response:
    return _list_page(request, "")


def _list_page(request: Request, trouble: str) -> Response:
    which = request.query_params.get("list", "held")
    states = required(next((states for name, _, states in _TABS if name == which), None), BadRequest("list"))
    with changing(request, member) as (installation, unit, signed):
        duties = importing(installation.city, signed)
        rows = import_packages.latest(unit, duties, states, _before(request))
        lines = [describe_package(installation, unit, row) for row in rows]
        counts = import_packages.counts_of(unit, duties)
        write_audit(installation, unit, signed.actor, "see packages", detail=f"{which} {len(lines)}")
    context: dict[str, Any] = {
        "lines": lines,
        "tab_list": [
            (words, f"/desk/imports?list={name}", name == which, sum(counts[state] for state in states))
            for name, words, states in _TABS
        ],
        "counts": [(STATES[state], number) for state, number in counts.items() if number],
        "next": lines[-1].id if len(lines) == SHOWN else 0,
        "which": which,
        "trouble": trouble,
        "did": request.query_params.get("did", ""),
    }
    return render(request, "pages/imports/list.html", context, wrong=trouble)


def _before(request: Request) -> int:
    return required(whole(request.query_params.get("before", str(_NEWEST)), 19), BadRequest("before"))


@router.post("")
def upload(request: Request, sent: FolderPost) -> Response:
    with changing(request, member) as (installation, _, signed):
        importing(installation.city, signed)
    files = [upload for upload in sent.uploads.get("packages", ()) if upload.name]
    folder = [upload for upload in sent.uploads.get("folder", ()) if upload.name]
    pasted = first(sent.boxes, "pasted").strip()
    if sent.over:
        return _list_page(request, _OVER)
    pictures = [upload.name for upload in files if media_of(upload.content or b"") not in ("", TEXT, XML)]
    if not (files or folder or pasted):
        return _list_page(request, "ファイルかフォルダーを選ぶか、表を貼りつけてください。")
    if pictures:
        names = "、".join(pictures[:_NAMED]) + (f"ほか{len(pictures) - _NAMED}個" if len(pictures) > _NAMED else "")
        return _list_page(request, f"写真やPDFは、パッケージではありません（{names}）。どれも受け取っていません。")
    contents = [(upload.content or b"", upload.name) for upload in files]
    if folder:
        packed = importer_of(installation.importer).gathered(
            sorted((upload.name, upload.content or b"") for upload in folder)
        )
        contents.append((packed, folder[0].name.partition("/")[0]))
    if pasted:
        contents.append((f"{pasted}\n".encode(), "貼りつけた表.csv"))
    brought = bring_uploads(installation, contents, signed.actor)
    if brought.waits and len(brought.files) == 1:
        return see(request, f"/desk/imports/files/{brought.files[0]}")
    did = "waits" if brought.waits else "held" if brought.held else "upload"
    return see(request, f"/desk/imports?list=all&did={did}")


@router.get("/{package:row_number}")
def show(request: Request, package: int) -> Response:
    return _package_page(request, package, "", "")


def _package_page(request: Request, package: int, reason: str, trouble: str) -> Response:
    with changing(request, member) as (installation, unit, signed):
        row = package_of_member(installation.city, unit, signed, package)
        described = describe_package(installation, unit, row)
        same = [
            package
            for package in import_packages.of_number(unit, row.their_number)
            if row.their_number and package.id != row.id and (not package.duty or signed.may("import", package.duty))
        ]
        others = [describe_package(installation, unit, package) for package in same]
        write_audit(
            installation, unit, signed.actor, "see package", application_id=row.application_id, detail=str(row.id)
        )
    context = {
        "package": described, "others": others, "reason": reason, "trouble": trouble,
        "problems": [(trouble, "reason")] if trouble else [], "did": request.query_params.get("did", ""),
        "administers": bool(signed.duties("administer", tuple(installation.city.duties))),
    }  # fmt: skip
    return render(request, "pages/imports/package.html", context, wrong=trouble)


@router.post("/{package:row_number}/retry")
def retry(request: Request, package: int, _posted: Post) -> Response:
    with changing(request, member) as (installation, unit, signed):
        row = package_of_member(installation.city, unit, signed, package)
        free_package(installation, unit, signed.actor, row)
    take_packages(installation, row.file_id, signed.actor)
    return see(request, f"/desk/imports/{package}?did=retry")


@router.post("/{package:row_number}/discard")
def discard(request: Request, package: int, posted: Post) -> Response:
    reason, trouble = read_reason(first(posted, "reason")[:1000])
    if trouble:
        return _package_page(request, package, reason, trouble)
    with changing(request, member) as (installation, unit, signed):
        row = package_of_member(installation.city, unit, signed, package)
        discard_package(installation, unit, signed, row, reason)
    return see(request, f"/desk/imports/{package}?did=discard")
