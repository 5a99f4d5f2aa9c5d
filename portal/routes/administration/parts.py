"""A part of the city's files: written, looked at, approved, in force, and back."""

import re

from fastapi import Request
from fastapi.responses import Response

from forms.city.parts import CityPart
from forms.complaints import Complaint, Refused
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.administration.begin_city import left_blank
from portal.services.administration.city_parts import LAYOUT
from portal.services.administration.edit_city import (
    MOST,
    MOST_REASON,
    Judged,
    ask_for_edition,
    begin_edition,
    bring_into_force,
    decide_edition,
    differing_lines,
    is_due,
    judge,
    may_approve,
    read_day,
    save_edition,
    text_in_file,
    text_now,
)
from portal.services.administration.follow_city import follow_city
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.words import name_of_staff
from portal.store.administration import city_editions
from portal.store.administration.city_editions import FAULTY, IN_FORCE, EditionRow
from portal.web.administration.part_page import (
    HERE,
    STATES,
    PartPage,
    context_of,
    day_of,
    has_form,
    lines_of,
    of_city,
    part_page,
    settings_named,
    unnamed_duties,
)
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, reading

_NUMBER = re.compile(r"[0-9]{1,9}")

router = Router("staff", prefix=HERE, access=staff("administrator"))
_DID = {
    "saved": "保存しました。まだ使われていません。", "asked": "ほかの管理者が確かめると、決めた日から使われます。", "waits": "決めた日から使われます。",
    "in_force": "いまから使われます。", "faulty": "いまの市のファイルや手続と合わないので、使われませんでした。これまでのままです。",
    "refuse": "認めないことを伝えました。", "withdraw": "取りやめました。", "begun": "いまの内容を写しました。直して、保存してください。",
}  # fmt: skip


@router.get("/{part}")
def show(request: Request, part: str) -> Response:
    return _page(request, part)


def _page(
    request: Request, part: str, wrong: dict[str, str] | None = None, given: dict[str, str] | None = None
) -> Response:  # fmt: skip
    with reading(request) as (installation, unit):
        page = part_page(request, unit, part)
        history = city_editions.of_part(unit, part)
        current = city_editions.in_force(unit).get(part)
        now, unreadable = "", tuple[Complaint, ...]()
        try:
            now = text_now(installation, unit, page.part)
        except Refused as refused:
            unreadable = refused.complaints
        names = {
            number: name_of_staff(unit, number)
            for row in history
            for number in (row.written_by, row.decided_by)
            if number
        }
    row = page.edition
    judged = judge(installation, row) if row is not None else Judged(0, ())
    context = context_of(request, page) | {
        "now": now, "blanks": left_blank(row.text) if row is not None else [], "unnamed": unnamed_duties(request, page), "current": current, "managed": current is not None and not current.to_file, "names": names,
        "history": [each for each in history if each.state != "draft"], "states": STATES, "moment": from_micro, "day_of": day_of,
        "difference": differing_lines(now, _after(installation, page.part, row)) if row is not None and not unreadable else [], "complaints": lines_of(judged.complaints, settings_named(request, page.part)), "unreadable": lines_of(judged.unreadable or unreadable),
        "may_approve": row is not None and may_approve(page.member, row), "forms": has_form(page.part),
        "left_out": part in installation.laid.left_out, "today": installation.clock.today().isoformat(),
        "wrong": wrong or {}, "given": given or {}, "problems": [(words, box) for box, words in (wrong or {}).items()],
        "flash": _DID.get(request.query_params.get("did", "")), "most_reason": MOST_REASON,
        "tried_as": part.removeprefix(LAYOUT) if part.startswith(LAYOUT) else "",
    }  # fmt: skip
    return render(request, "pages/administration/part.html", context, wrong=wrong)


def _after(installation: Installation, part: CityPart, row: EditionRow) -> str:
    return text_in_file(installation, part) if row.to_file else row.text


@router.post("/{part}/begin")
def begin(request: Request, part: str, posted: Post) -> Response:
    # `former`: an earlier edition; `to_file`: the file is to count again.
    installation, former = installation_of(request), first(posted, "former")
    to_file = first(posted, "to_file") == "1"
    with installation.database.write() as unit:
        number = int(former) if _NUMBER.fullmatch(former) else 0
        try:
            begin_edition(installation, unit, of_city(request, unit), part, former=number, to_file=to_file)
        except Refused:
            return see(request, f"{HERE}/{part}")  # which says why
        unit.commit()
    return see(request, f"{HERE}/{part}?did=begun")


@router.get("/{part}/text")
def text(request: Request, part: str) -> Response:
    with installation_of(request).database.read() as unit:
        page = part_page(request, unit, part)
    if page.edition is None or page.edition.to_file:
        return see(request, page.here)
    return _editor(request, page, page.edition.text)


@router.post("/{part}/text")
def save(request: Request, part: str, posted: Post) -> Response:
    installation, typed = installation_of(request), first(posted, "text").replace("\r\n", "\n")
    with installation.database.read() as unit:
        page = part_page(request, unit, part)
    if page.edition is None or not page.writes:
        raise Conflict("city edition")
    if len(typed) > MOST:
        return _editor(request, page, typed, "長すぎます。")
    if str(page.edition.revision) != first(posted, "read"):
        return _editor(
            request,
            page,
            typed,
            "別の画面で先に保存しました。下の文は、まだ保存していません。見くらべて、もう一度保存してください。",
        )
    with installation.database.change() as unit:
        save_edition(installation, unit, of_city(request, unit), part, page.edition.revision, typed)
    return see(request, f"{page.here}/text?did=saved")


def _editor(request: Request, page: PartPage, typed: str, problem: str = "") -> Response:
    row = page.edition
    judged = judge(installation_of(request), row) if row is not None else Judged(0, ())
    context = context_of(request, page) | {
        "text": typed, "lines": typed.count("\n") + 1, "complaints": lines_of(judged.complaints, settings_named(request, page.part)), "problem": problem,
        "may_write": page.writes, "blanks": left_blank(typed), "forms": has_form(page.part), "newer": row.text if row and problem else "",
        "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/administration/text.html", context, status=409 if problem else 200)


@router.post("/{part}/ask")
def ask(request: Request, part: str, posted: Post) -> Response:
    reason, day = " ".join(first(posted, "reason").split()), first(posted, "from_day")
    with reading(request) as (installation, unit):
        page = part_page(request, unit, part)
        changes = page.edition is None or _changes(installation, unit, page.part, page.edition)
    row, from_day, wrong = page.edition, read_day(day, installation.clock.today()), dict[str, str]()
    if row is None or not page.writes or str(row.revision) != first(posted, "read"):
        raise Conflict("city edition")
    if not 0 < len(reason) <= MOST_REASON:
        wrong["reason"] = f"直した理由を、{MOST_REASON}字までで書いてください。"
    if from_day is None:
        wrong["from_day"] = "使いはじめる日を、今日かあとの日で入れてください。"
    judged = judge(installation, row)
    if not changes:
        wrong["complaints"] = "いまと同じ内容です。直してから、使いはじめる日を決めます。"
    elif judged.complaints:
        wrong["complaints"] = "先に、下の「直すところ」を直してください。"
    elif judged.unreadable:
        wrong["complaints"] = "市のファイルが読めないので、確かめられません。先に、ファイルを直してください。"
    if wrong or from_day is None:
        return _page(request, part, wrong, {"reason": reason, "from_day": day})
    with installation.database.change() as unit:
        signed = of_city(request, unit)
        row = ask_for_edition(installation, unit, signed, part, row.revision, judged, reason, from_day)
        state = bring_into_force(installation, unit, signed.actor, row, judged) if is_due(installation, row) else ""
    return _settled(request, part, state or ("waits" if row.state == "approved" else "asked"))


def _changes(installation: Installation, unit: Unit, part: CityPart, row: EditionRow) -> bool:
    # An edition that says what the file says would only keep later changes of the file out.
    try:
        return bool(row.to_file) or row.text != text_now(installation, unit, part)
    except Refused:
        return True


@router.post("/{part}/decide")
def decide(request: Request, part: str, posted: Post) -> Response:
    # `act`: approve, refuse or withdraw.
    installation, act, number = installation_of(request), first(posted, "act"), first(posted, "edition")
    words = " ".join(first(posted, "words").split())[:MOST_REASON]
    with installation.database.read() as unit:
        page = part_page(request, unit, part)
    if act not in ("approve", "refuse", "withdraw") or not _NUMBER.fullmatch(number):
        raise BadRequest("act")
    if page.edition is None or page.edition.id != int(number):
        raise Conflict("city edition")
    judged = judge(installation, page.edition) if act == "approve" else Judged(0, ())
    with installation.database.change() as unit:
        signed: Member = of_city(request, unit)
        row: EditionRow = decide_edition(installation, unit, signed, int(number), act, words)
        state = bring_into_force(installation, unit, signed.actor, row, judged) if is_due(installation, row) else ""
    return _settled(request, part, state or ("waits" if act == "approve" else act))


def _settled(request: Request, part: str, state: str) -> Response:
    if state in (IN_FORCE, FAULTY):
        follow_city(installation_of(request))
    return see(request, f"{HERE}/{part}?did={state}")
