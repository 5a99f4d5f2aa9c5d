"""A visit's people, from card or register."""

from collections.abc import Mapping
from datetime import date

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from forms.mistakes import Mistake
from portal.errors import SignInFailed
from portal.services.counter.know_people import (
    LOOK_UP,
    OCCASIONS,
    ask_register_for,
    forget_person,
    keep_typed,
    may_ask_register,
    set_visitor,
    take_card,
    take_from_register,
)
from portal.services.counter.scan_visit import PAPERS, shelf_of_visit, visit_scan_field
from portal.services.counter.use_card import ask_face, card_agent, use_up
from portal.services.desk.queue.find_by_card import (
    ELSEWHERE,
    TAKEN,
    ask_by_card,
    by_card,
    name_of_other_visitor,
    take_by_card,
)
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.filing.visit_facts import Facts, facts_of
from portal.services.residents.protect import protected_among
from portal.services.shared.known_sources import PAPER_READ
from portal.services.shared.write_audit import write_audit
from portal.web.counter.people_boxes import (
    ADDRESS,
    BIRTH_DAY,
    KANA,
    MATCH_IDS,
    MATCHES,
    NOTHING_SENT,
    REASON,
    about_person,
    look_up_boxes,
    look_up_questions,
    look_up_views,
)
from portal.web.counter.reader_words import reader_view
from portal.web.counter.visit import visit_going_on
from portal.web.filing.own_questions import read_own, wrong
from portal.web.filing.question_page import problems
from portal.web.residents.source_words import source_names
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.refused_sign_in import record_refusal
from portal.web.shared.router import Router
from portal.web.shared.state import STAFF, changing, installation_of, place_of, read_cookie

router = Router("staff", prefix="/counter/visits/{visit}/people", access=staff("clerk", "reviewer"))
_NO_STORE = {"Cache-Control": "no-store"}
_OUTCOMES = {
    "none": "この生年月日とふりがな・住所では、見つかりません。カードか、聞き取りで入れてください。",
    "away": "住民票のデータに、いま問い合わせられません。カードか、聞き取りで入れてください。あとでもう一度調べられます。",
    "not_by_card": "カードの氏名と生年月日の人は、住民票に見つかりません。下の欄で探すか、聞き取りで入れてください。",
    "elsewhere": "住民票の住所が、カードの住所とちがいます。住民票からは、何も入れていません。どちらが正しいか聞いて、下の欄で探してください。",
}
_NARROW = "ふりがなか住所の、どちらかを入れてください。"


@router.get("")
def show(request: Request, visit: str) -> Response:
    return _page(request, visit)


def _page(
    request: Request, visit: str, posted: Posted = NOTHING_SENT, *, mistakes: Mapping[str, tuple[Mistake, ...]] = {},
    status: int = 200,
) -> Response:  # fmt: skip
    with changing(request) as (installation, unit):
        _, current_visit = visit_going_on(request, unit, visit)
        shelf = shelf_of_visit(installation, unit, current_visit)
        facts = facts_of(installation, current_visit.row)
        careful = protected_among(installation.protection_key, unit, facts.named)
    papers = [(paper, title, len(shelf.chosen_for(visit_scan_field(paper).id))) for paper, title in PAPERS.items()]
    papers.sort(key=lambda row: OCCASIONS.get(row[0]) != facts.occasion)  # of a birth, its own paper first
    looked_up = facts.typed.get(LOOK_UP, NOTHING_SENT)
    views = look_up_views(installation, posted or looked_up, mistakes)
    context = {
        "visit": current_visit, "facts": facts, "by_card": [person.no for person in facts.people if by_card(person)], "views": views, "problems": problems(views), "matches": looked_up.get(MATCHES, ()),
        "sources": {person.no: source_names(person.sources) for person in facts.people}, "outcome": _OUTCOMES.get(request.query_params.get("outcome", ""), ""), "register": may_ask_register(installation), "papers": papers,
        "details": {person.no: about_person(person, installation.clock.today(), careful=bool(careful)) for person in facts.people},
        "arriving": _arriving(facts),
        "careful": careful, "another": name_of_other_visitor(current_visit, facts),
        "reader": reader_view(installation.card_agent, proves=False, proved=False),
    }  # fmt: skip
    if installation.card_agent is not None:
        request.state.card_agent = installation.card_agent.address
    return render(request, "pages/counter/people.html", context, status=status)


def _arriving(facts: Facts) -> bool:
    # Who moves in or was born is not in the register yet: the paper comes first until one was taken.
    _, source = facts.events.get(facts.occasion, (None, ""))
    return facts.occasion in OCCASIONS.values() and source not in (*OCCASIONS, PAPER_READ)


@router.post("")
def save(request: Request, visit: str, posted: Post) -> Response:
    act, _, no = first(posted, "screen-act").partition(".")
    before = _keep(request, visit, posted)
    if act == "match":
        return _match(request, visit, no)
    if act in ("find", "take"):
        chosen = {str(place): resident for place, resident in enumerate(before.get(MATCH_IDS, ()))}
        return _look_up(request, visit, posted, chosen.get(no, ""))
    with changing(request) as (installation, unit):
        _, current_visit = visit_going_on(request, unit, visit)
        if act == "drop":
            forget_person(installation, unit, current_visit, no)
        else:
            set_visitor(installation, unit, current_visit, first(posted, "came"), first(posted, "about"))
    return see(request, f"/counter/visits/{visit}/interview" if act == "on" else _address(visit))


def _address(visit: str, outcome: str = "") -> str:
    return f"/counter/visits/{visit}/people" + (f"?outcome={outcome}" if outcome else "")


def _keep(request: Request, visit: str, posted: Posted) -> Posted:
    # sealed with the visit; the page is drawn from it, so that a reload sends nothing
    with changing(request) as (installation, unit):
        _, current_visit = visit_going_on(request, unit, visit)
        boxes = look_up_boxes(posted, facts_of(installation, current_visit.row).typed.get(LOOK_UP, NOTHING_SENT))
        keep_typed(installation, unit, current_visit, LOOK_UP, boxes)
    return boxes


def _look_up(request: Request, visit: str, posted: Posted, chosen: str) -> Response:
    # No unit is open meanwhile.
    installation = installation_of(request)
    birth, _, _, reason = (read_own(installation, question, posted) for question in look_up_questions())
    kana, address = first(posted, KANA).strip(), first(posted, ADDRESS).strip()
    mistakes = {BIRTH_DAY: birth.mistakes, REASON: reason.mistakes} | (
        {} if kana or address else {KANA: (wrong(_NARROW),)}
    )
    mistakes = {name: own for name, own in mistakes.items() if own}
    if mistakes:
        return _page(request, visit, posted, mistakes=mistakes, status=422)
    matches = ask_register_for(installation, date.fromisoformat(str(birth.value)), kana, address)
    if matches is None:
        return see(request, _address(visit, "away"))
    if chosen:
        matches = tuple(match for match in matches if match.resident.id == chosen)
    outcome = ""
    with installation.database.change() as unit:
        signed, current_visit = visit_going_on(request, unit, visit)
        if len(matches) == 1:
            taken = take_from_register(installation, unit, signed, current_visit, matches[0], str(reason.value))
            outcome = "" if taken else "none"
        else:
            write_audit(
                installation, unit, signed.actor, "ask register", detail=f"{visit} {reason.value} {len(matches)}"
            )
            people = [match.resident for match in matches]
            names = [f"{resident.name}（{resident.kana}）" for resident in people]
            ids = [resident.id for resident in people]
            boxes = look_up_boxes(posted, {}) | ({MATCHES: names, MATCH_IDS: ids} if people else {})
            keep_typed(installation, unit, current_visit, LOOK_UP, boxes)
            outcome = "" if people else "none"
    return see(request, _address(visit, outcome))


def _match(request: Request, visit: str, no: str) -> Response:
    with changing(request) as (installation, unit):
        _, current_visit = visit_going_on(request, unit, visit)
    person = facts_of(installation, current_visit.row).person(no)
    if person is None or not by_card(person):  # looked up meanwhile, or no card of this person
        return see(request, _address(visit))
    match = ask_by_card(installation, person)
    if match is None:
        return see(request, _address(visit, "away"))
    with installation.database.change() as unit:
        signed, current_visit = visit_going_on(request, unit, visit)
        came = take_by_card(installation, unit, signed, current_visit, person, match)
    return see(request, _address(visit, {TAKEN: "", ELSEWHERE: "elsewhere"}.get(came, "not_by_card")))


@router.post("/card/ask")
def ask_card(request: Request, visit: str, posted: Post) -> Response:
    installation = installation_of(request)
    card_agent(installation.card_agent)
    with installation.database.change() as unit:
        visit_going_on(request, unit, visit)
        number, address = ask_face(installation, unit, visit, read_cookie(request, STAFF), place_of(request))
    return JSONResponse({"number": number, "address": address}, headers=_NO_STORE)


def _take_card(request: Request, visit: str, posted: Posted, looked: Looked) -> None:
    with changing(request) as (installation, unit):
        signed, current_visit = visit_going_on(request, unit, visit)
        take_card(
            installation, unit, signed, current_visit, first(posted, "number"), first(posted, "answer"), looked
        )  # fmt: skip


@router.post("/card")
def read_card_here(request: Request, visit: str, posted: Post) -> Response:
    """204, or JSON with a reason code."""
    installation, number = installation_of(request), first(posted, "number")
    card_agent(installation.card_agent)
    try:
        with installation.database.write() as unit:
            visit_going_on(request, unit, visit)
            try:
                use_up(installation.clock, unit, visit, read_cookie(request, STAFF), number)
            finally:
                unit.commit()  # the request is used up, whatever the response is
        asking_register(installation.register, lambda looked: _take_card(request, visit, posted, looked))
    except SignInFailed as failed:
        record_refusal(request, "fail to read card", failed.code)
        return JSONResponse({"error": failed.code}, 422, headers=_NO_STORE)
    return Response(status_code=204, headers=_NO_STORE)
