from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.errors import BadRequest, NotFound
from portal.services.courier.carry_procedures import crossings
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.rights import Member
from portal.services.staff.words import office_words
from portal.services.workshop.publish_release import approve_release, refuse_release, withdraw_release
from portal.services.workshop.stop_procedure import MOST_WORDS, hand_to_folder, return_to, set_stop
from portal.store.procedures import definitions, procedure_stops
from portal.store.procedures.procedure_stops import ENDED, LIFTED, STOPPED, StopRow
from portal.store.workshop import definition_drafts, definition_releases, resident_drafts
from portal.store.workshop.definition_releases import DONE, OVERTAKEN, ReleaseRow
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member, reading
from portal.web.workshop.draft_page import HERE, staff_names

router = Router("staff", prefix=HERE)
_BOTH = staff("author", "publisher")
_DID = {
    "stopped": "受付を止めました。住民の画面に、書いた文が出ています。", "ended": "受付を終えました。",
    "lifted": "受付を再開しました。", "returned": "前の版にもどしました。", "folder": "ファイルの管理にもどしました。",
}  # fmt: skip


@router.post("/releases/{release:row_number}/approve", access=staff("publisher"))
def approve(request: Request, release: int, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        state = approve_release(installation, unit, member(request, unit), release)
    offer_published(installation)
    return _to_draft(request, release, {DONE: "published", OVERTAKEN: "overtaken"}.get(state, "waits"))


@router.post("/releases/{release:row_number}/refuse", access=staff("publisher"))
def refuse(request: Request, release: int, posted: Post) -> Response:
    installation, words = installation_of(request), " ".join(first(posted, "words").split())[:MOST_WORDS]
    with installation.database.change() as unit:
        refuse_release(installation, unit, member(request, unit), release, words)
    return _to_draft(request, release, "refused")


@router.post("/releases/{release:row_number}/withdraw", access=_BOTH)
def withdraw(request: Request, release: int, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        withdraw_release(installation, unit, member(request, unit), release)
    return _to_draft(request, release, "withdrawn")


def _to_draft(request: Request, release: int, did: str) -> Response:
    with installation_of(request).database.read() as unit:
        row = definition_releases.by_id(unit, release)
    return see(request, f"{HERE}/drafts/{row.draft_id if row else 0}?did={did}")


@router.get("/procedures/{procedure}", access=_BOTH)
def show(request: Request, procedure: str) -> Response:
    return _page(request, procedure)


def _page(request: Request, procedure: str, problem: str = "", words: str = "") -> Response:
    with reading(request, member) as (installation, unit, signed):
        versions = definitions.of_procedure(unit, procedure)
        current = installation.catalogue.version(unit, versions[0].meaning) if versions else None
        if current is None or not signed.may("make procedures", current.duty):
            raise NotFound(procedure)
        stops = procedure_stops.of_procedure(unit, procedure)
        releases = definition_releases.of_procedure(unit, procedure)
        acts: list[ReleaseRow | StopRow] = [*releases, *stops]
        people: set[int | None] = {stop.staff_id for stop in stops}
        for release in releases:
            people |= {release.asked_by, release.decided_by}
        context = {
            "current": current,
            "versions": versions,
            "writing": resident_drafts.counts(unit, procedure),
            "stop": stops[0] if stops and stops[0].kind != LIFTED else None,
            "past": sorted(acts, key=_moment, reverse=True),
            "drafts": [row for row in definition_drafts.open_of(unit, procedure) if row.duty == current.duty],
            "names": staff_names(unit, people),
            "office_name": office_words(installation).get(current.duty, current.duty),
            "may_write": signed.may("write procedures", current.duty),
            "may_publish": signed.may("publish procedures", current.duty),
            "file": (installation.settings.procedures / f"{procedure}.yaml").exists(),
            "crossing": crossings(unit).get(procedure) if installation.settings.zone == "inner" else None,
            "problem": problem,
            "given": words,
            "flash": _DID.get(request.query_params.get("did", "")),
            "at": from_micro,
        }
    return render(request, "pages/workshop/procedure.html", context, wrong=problem)


@router.post("/procedures/{procedure}/stop", access=staff("publisher"))
def stop(request: Request, procedure: str, posted: Post) -> Response:
    installation, kind, words = installation_of(request), first(posted, "kind"), first(posted, "words")
    with installation.database.write() as unit:
        signed = member(request, unit)
        if kind not in (STOPPED, ENDED, LIFTED):
            raise BadRequest("kind")
        shown = whole(first(posted, "row"), 15) or 0
        problem = set_stop(installation, unit, signed, procedure, kind, words, shown=shown)
        if not problem:
            unit.commit()
    if problem:
        return _page(request, procedure, f"住民に出す文を、1字から{MOST_WORDS}字までで書いてください。", words)
    return _did(request, procedure, kind)


@router.post("/procedures/{procedure}/return", access=staff("publisher"))
def former(request: Request, procedure: str, posted: Post) -> Response:
    # `meaning`: of the former version; `seen`: that in force when the page was read.
    with changing(request) as (installation, unit):
        signed: Member = member(request, unit)
        return_to(installation, unit, signed, procedure, first(posted, "meaning"), first(posted, "seen"))
    return _did(request, procedure, "returned")


@router.post("/procedures/{procedure}/folder", access=staff("publisher"))
def to_folder(request: Request, procedure: str, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        hand_to_folder(installation, unit, member(request, unit), procedure)
    return _did(request, procedure, "folder")


def _did(request: Request, procedure: str, act: str) -> Response:
    offer_published(installation_of(request))
    return see(request, f"{HERE}/procedures/{procedure}?did={act}")


def _moment(act: ReleaseRow | StopRow) -> int:
    return act.at if isinstance(act, StopRow) else act.decided_at or act.asked_at
