"""案内: list, preview, start, responses."""

from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from forms.text.japanese import unusable
from portal.clock import iso_day
from portal.errors import BadRequest, Conflict, NotFound, required
from portal.services.campaigns.campaigns import OPEN, PREVIEW, campaign_of_member, ended_early, expired
from portal.services.campaigns.follow_campaign import SHOWN, list_people, list_stopped, write_again
from portal.services.campaigns.plan_campaign import (
    Plan,
    discard_campaign,
    end_campaign,
    may_start,
    plan_campaign,
    same_file,
    start_campaign,
)
from portal.services.campaigns.print_invitations import PART
from portal.services.campaigns.read_campaign_file import KNOWN, ReadList, read_campaign_file
from portal.services.campaigns.select_people import people_of, selection_of
from portal.services.campaigns.send_news import start_news
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.store.campaigns import campaigns, invitations, segments
from portal.store.campaigns.campaigns import CampaignRow
from portal.store.staff import staff_members
from portal.web.campaigns.campaign_words import STATES, TABS
from portal.web.campaigns.inviting import inviting
from portal.web.campaigns.news_view import news_context
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost, FilesPosted
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading, writing

router = Router("staff", prefix="/desk/campaigns", access=staff("reviewer", "approver", "inviter"))

_LONGEST_NAME, _LONGEST_PURPOSE, _MOST_DAYS = 60, 400, 400
_DEFAULT_KEEP = "90"
_WORDS = {
    "name": f"名前を{_LONGEST_NAME}字までで書いてください。",
    "purpose": f"手紙に書くことを{_LONGEST_PURPOSE}字までで書いてください。",
    "expires": "使える最後の日を、明日から1年のうちで入れてください。",
    "keep_days": f"日数を、0から{_MOST_DAYS}までの数字で入れてください。",
    "procedure": "手続を選んでください。",
    "people": "名簿のファイルを選んでください（10MBまで）。",
}


@router.get("")
def every(request: Request) -> Response:
    with reading(request, inviting) as (installation, unit, (_, duties)):
        rows = [
            (
                row,
                _title(installation, row.procedure),
                invitations.counts(unit, row.id),
                segments.of_campaign(unit, row.id),
                _state(installation, row),
            )
            for row in campaigns.latest(unit, duties)
        ]
    return render(request, "pages/campaigns/list.html", {"rows": rows, "news": installation.settings.zone == "single"})


def _title(installation: Installation, procedure: str) -> str:
    return next((listed.title for listed in installation.catalogue.all() if listed.id == procedure), procedure)


def _state(installation: Installation, row: CampaignRow) -> str:
    if row.state == PREVIEW:
        return "まだ始めていません"
    if expired(row, installation.clock.today()):
        return "職員が終えました" if ended_early(row, installation.clock.today()) else "終わりました"
    return "受け付けています"


def _offered(installation: Installation, duties: tuple[str, ...]) -> list[Procedure]:
    return [
        procedure
        for procedure in installation.catalogue.all()
        if procedure.duty in duties and "online" in procedure.who
    ]


@router.get("/new")
def new(request: Request) -> Response:
    with reading(request) as (_, unit):
        _, duties = inviting(request, unit)
    return _new_page(request, duties, {"keep_days": _DEFAULT_KEEP}, {}, ReadList())


def _new_page(
    request: Request, duties: tuple[str, ...], given: dict[str, str], wrong: dict[str, str], read: ReadList
) -> Response:  # fmt: skip
    context: dict[str, Any] = {
        "procedures": [(procedure.id, procedure.title) for procedure in _offered(installation_of(request), duties)],
        "given": {name: given.get(name, "") for name in _WORDS},
        "wrong": wrong,
        "problems": [(words, name) for name, words in wrong.items()],
        "faults": read.faults,
        "columns": KNOWN,
    }
    return render(request, "pages/campaigns/new.html", context, wrong=wrong or read.faults)


@router.post("")
def upload(request: Request, sent: FilePost) -> Response:
    with reading(request) as (installation, unit):
        signed, duties = inviting(request, unit)
    given = {name: first(sent.boxes, name).strip()[:1000] for name in _WORDS}
    procedure = next((offered for offered in _offered(installation, duties) if offered.id == given["procedure"]), None)
    plan, wrong = _plan(installation, given)
    content = _content(sent)
    if procedure is None:
        wrong["procedure"] = _WORDS["procedure"]
    if content is None:
        wrong["people"] = _WORDS["people"]
    if procedure is None or plan is None or content is None:
        return _new_page(request, duties, given, wrong, ReadList())
    environment = installation.rules.environment(procedure, installation.clock.today(), "online")
    read = read_campaign_file(content, procedure, environment, speech_of(procedure, "ja"))
    if read.faults:
        return _new_page(request, duties, given, {}, read)
    with installation.database.change() as unit:
        signed, _ = inviting(request, unit)
        signed.demand("invite", procedure.duty)
        known = same_file(unit, procedure.id, content, installation.clock.today())
        number = plan_campaign(installation, unit, signed, procedure, plan, content, read.people)
    did = "?did=same" if known.running else "?did=once_more" if known.over else ""
    return see(request, f"/desk/campaigns/{number}{did}")


def _content(sent: FilesPosted) -> bytes | None:
    uploads = sent.uploads.get("people", ())
    return uploads[0].content if len(uploads) == 1 else None


def _plan(installation: Installation, given: dict[str, str]) -> tuple[Plan | None, dict[str, str]]:
    wrong, name, purpose = dict[str, str](), " ".join(given["name"].split()), " ".join(given["purpose"].split())
    today = installation.clock.today()
    if not name or len(name) > _LONGEST_NAME or unusable(name):
        wrong["name"] = _WORDS["name"]
    if not purpose or len(purpose) > _LONGEST_PURPOSE or unusable(purpose):
        wrong["purpose"] = _WORDS["purpose"]
    expires = iso_day(given["expires"]) or today
    if not today < expires <= today + timedelta(days=366):
        wrong["expires"] = _WORDS["expires"]
    days = given["keep_days"]
    if not (days.isascii() and days.isdigit() and len(days) < 4 and int(days) <= _MOST_DAYS):
        wrong["keep_days"] = _WORDS["keep_days"]
    return (None if wrong else Plan(name, purpose, expires, int(days))), wrong


@router.get("/stops")
def stops(request: Request) -> Response:
    with changing(request, inviting) as (installation, unit, (signed, duties)):
        stopped = list_stopped(installation, unit, signed, duties)
    today = installation.clock.today()
    context = {"rows": [(stop, installation.city.office(stop.duty, today).office) for stop in stopped]}
    return render(request, "pages/campaigns/stops.html", context)


@router.post("/stops/{stop:row_number}/remove")
def write_to(request: Request, stop: int, posted: Post) -> Response:
    with changing(request, inviting) as (installation, unit, (signed, _)):
        write_again(installation, unit, signed, stop, first(posted, "row"))
    return see(request, "/desk/campaigns/stops")


@router.get("/{campaign:row_number}")
def show(request: Request, campaign: int) -> Response:
    with reading(request) as (installation, unit):  # many cases are opened, and no writer waits for them
        signed, _ = inviting(request, unit)
        opened = campaign_of_member(installation.keys, unit, signed, campaign)
        if (segment := segments.of_campaign(unit, campaign)) is not None:
            context = news_context(installation, unit, signed, opened, segment)
            return render(request, "pages/campaigns/news.html", context)
    with installation.database.change() as unit:
        which = request.query_params.get("list", "all" if opened.row.state == PREVIEW else "silent")
        lines = list_people(installation, unit, signed, opened, which, _after(request))
        counts = invitations.counts(unit, opened.id)
        writer = staff_members.by_id(unit, opened.row.staff_id) if opened.row.staff_id else None
    procedure = installation.catalogue.current(opened.row.procedure)
    running = opened.row.state == OPEN and not opened.expired(installation.clock.today())
    context = {
        "campaign": opened.row,
        "last_day": opened.last_day,
        "delete_on": opened.last_day + timedelta(days=opened.row.keep_days),
        "title": procedure.title,
        "state": _state(installation, opened.row),
        "preview": opened.row.state == PREVIEW,
        "writer": writer.name if writer else "",
        "may_start": may_start(signed, opened.row),
        "running": running,
        "early": ended_early(opened.row, installation.clock.today()),
        "counts": counts,
        "lines": lines,
        "states": STATES,
        "tab_list": [
            (words, f"/desk/campaigns/{campaign}?list={name}", name == which, None) for name, words in TABS.items()
        ],
        "which": which,
        "next": lines[-1].number if len(lines) == SHOWN else 0,
        "parts": _parts(counts.people) if running else [],
        "did": request.query_params.get("did", ""),
        "reminded": whole(request.query_params.get("of", "")) or 0,
    }
    return render(request, "pages/campaigns/campaign.html", context)


def _parts(people: int) -> list[tuple[int, int, int]]:
    # (part, first line, last line), from 1.
    return [(start // PART + 1, start + 1, min(start + PART, people)) for start in range(0, people, PART)]


def _after(request: Request) -> int:
    return required(whole(request.query_params.get("after", "0"), 8), BadRequest("after"))


@router.post("/{campaign:row_number}/start")
def start(request: Request, campaign: int, posted: Post) -> Response:
    with changing(request, inviting) as (installation, unit, (signed, _)):
        opened = campaign_of_member(installation.keys, unit, signed, campaign)
        if first(posted, "uid") != opened.row.uid:
            # SQLite gives the number of a list that was thrown away to the next one, which was not read.
            raise Conflict("campaign")
        segment = segments.of_campaign(unit, campaign)
        if segment is None:
            start_campaign(installation, unit, signed, opened)
        else:
            people = people_of(installation, unit, opened.row.duty, selection_of(segment.procedure, segment.conditions))
            start_news(installation, unit, signed, opened, people, shown=whole(first(posted, "people"), 9) or 0)
    return see(request, f"/desk/campaigns/{campaign}?did=start")


@router.post("/{campaign:row_number}/discard")
def discard(request: Request, campaign: int, posted: Post) -> Response:
    with writing(request, inviting) as (installation, unit, (signed, _)):
        try:
            opened = campaign_of_member(installation.keys, unit, signed, campaign)
        except NotFound:
            return see(request, "/desk/campaigns")
        if first(posted, "uid") != opened.row.uid:
            raise Conflict("campaign")
        discard_campaign(installation, unit, signed, opened)
        unit.commit()
    return see(request, "/desk/campaigns")


@router.post("/{campaign:row_number}/end")
def end(request: Request, campaign: int, _posted: Post) -> Response:
    with changing(request, inviting) as (installation, unit, (signed, _)):
        opened = campaign_of_member(installation.keys, unit, signed, campaign)
        if segments.of_campaign(unit, campaign) is not None:  # news has left
            raise Conflict("campaign")
        end_campaign(installation, unit, signed, opened)
    return see(request, f"/desk/campaigns/{campaign}?did=end")
