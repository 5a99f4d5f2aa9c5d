"""The people of a visit: by the card on the reader, by the register with a reason (a paper that is keyed: counter_visit_papers). What
is told fills every procedure of the visit."""

from collections.abc import Mapping
from datetime import date

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from forms.mistakes import Mistake
from portal.errors import SignInFailed
from portal.logs import log
from portal.services.find_by_card import ELSEWHERE, TAKEN, another_came, ask_by_card, by_card, take_by_card
from portal.services.know_people import (
    Found,
    ask_register_for,
    forget_person,
    may_ask_register,
    say_who,
    take_card,
    take_from_register,
)
from portal.services.scan_visit import PAPERS, shelf_of_visit, visit_scan_field
from portal.services.use_card import ask_face, card_agent, use_up
from portal.services.visit_facts import facts_of
from portal.services.write_audit import write_audit
from portal.web.cookies import STAFF, read_cookie
from portal.web.counter_visit import visit_going_on
from portal.web.own_questions import read_own, wrong
from portal.web.page import render, see
from portal.web.people_boxes import (
    ADDRESS,
    BIRTH_DAY,
    KANA,
    NOTHING_SENT,
    REASON,
    look_up_questions,
    own_views,
)
from portal.web.posting import Post, Posted, first
from portal.web.question_page import problems
from portal.web.reader_words import reader_view
from portal.web.router import Router
from portal.web.source_words import told_by_words
from portal.web.state import installation_of, place_of

router = Router(prefix="/counter/visits/{visit}/people")
_NO_STORE = {"Cache-Control": "no-store"}
_NONE = "この生年月日とふりがな・住所では、見つかりません。カードか、聞き取りで入れてください。"
_AWAY = "住民票のデータに、いま問い合わせられません。カードか、聞き取りで入れてください。あとでもう一度調べられます。"
_NOT_BY_CARD = "カードの氏名と生年月日の人は、住民票に見つかりません。下の欄で探すか、聞き取りで入れてください。"
_ELSEWHERE = "住民票の住所が、カードの住所とちがいます。住民票からは、何も入れていません。どちらが正しいか聞いて、下の欄で探してください。"
_NARROW = "ふりがなか住所の、どちらかを入れてください。"


@router.get("")
def show(request: Request, visit: str) -> Response:
    return _page(request, visit)


def _page(
    request: Request, visit: str, posted: Posted = NOTHING_SENT, *, mistakes: Mapping[str, tuple[Mistake, ...]] = {},
    found: tuple[Found, ...] = (), said: str = "", status: int = 200,
) -> Response:  # fmt: skip
    """`found`: who may be meant; `said`: what came of a look-up."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        _, there = visit_going_on(request, unit, visit)
        shelf = shelf_of_visit(installation, unit, there)
        unit.commit()
    papers = [(one, title, len(shelf.chosen_for(visit_scan_field(one).id))) for one, title in PAPERS.items()]
    views = own_views(installation, look_up_questions(), posted, mistakes)
    facts = facts_of(installation, there.row)
    context = {
        "visit": there, "facts": facts, "by_card": [one.no for one in facts.people if by_card(one)], "views": views, "problems": problems(views), "found": found,
        "sources": {one.no: told_by_words(one.sources) for one in facts.people}, "said": said, "register": may_ask_register(installation), "papers": papers,
        "another": another_came(there, facts),
        "reader": reader_view(installation.card_agent, proves=False, proved=False),
    }  # fmt: skip
    if installation.card_agent is not None:
        request.state.card_agent = installation.card_agent.address
    return render(request, "pages/counter/people.html", context, status=status)


@router.post("")
def save(request: Request, visit: str, posted: Post) -> Response:
    installation = installation_of(request)
    act, _, no = first(posted, "screen-act").partition(".")
    if act == "match":
        return _match(request, visit, posted, no)
    if act in ("find", "take"):
        return _look_up(request, visit, posted, no)
    with installation.database.write() as unit:
        _, there = visit_going_on(request, unit, visit)
        if act == "drop":
            forget_person(installation, unit, there, no)
        else:
            say_who(installation, unit, there, first(posted, "came"), first(posted, "about"))
        unit.commit()
    if act == "refresh":  # whoever types into the look-up keeps it
        return _page(request, visit, posted)
    return see(request, f"/counter/visits/{visit}/interview" if act == "on" else f"/counter/visits/{visit}/people")


def _look_up(request: Request, visit: str, posted: Posted, chosen: str) -> Response:
    """One is taken at once, of several the clerk chooses. The register is asked while no unit is open."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        visit_going_on(request, unit, visit)
        unit.commit()
    birth, _, _, reason = (read_own(installation, one, posted) for one in look_up_questions())
    kana, address = first(posted, KANA).strip(), first(posted, ADDRESS).strip()
    mistakes = {BIRTH_DAY: birth.mistakes, REASON: reason.mistakes} | (
        {} if kana or address else {KANA: (wrong(_NARROW),)}
    )
    mistakes = {name: found for name, found in mistakes.items() if found}
    if mistakes:
        return _page(request, visit, posted, mistakes=mistakes, status=422)
    found = ask_register_for(installation, date.fromisoformat(str(birth.value)), kana, address)
    if found is None:
        return _page(request, visit, posted, said=_AWAY)
    if chosen.isdecimal():
        found = found[int(chosen) : int(chosen) + 1]
    taken = False
    with installation.database.write() as unit:
        signed, there = visit_going_on(request, unit, visit)
        if len(found) == 1:
            taken = take_from_register(installation, unit, signed, there, found[0], str(reason.value))
        else:
            write_audit(installation, unit, signed.actor, "ask register", detail=f"{visit} {reason.value} {len(found)}")
        unit.commit()
    if taken:
        return see(request, f"/counter/visits/{visit}/people")
    several = found if len(found) > 1 else ()
    return _page(request, visit, posted, found=several, said="" if several else _NONE)


def _match(request: Request, visit: str, posted: Posted, no: str) -> Response:
    """Whose card was read, in the register. It is asked while no unit is open."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        _, there = visit_going_on(request, unit, visit)
        unit.commit()
    person = facts_of(installation, there.row).person(no)
    if person is None or not by_card(person):  # looked up meanwhile, or no card of theirs
        return see(request, f"/counter/visits/{visit}/people")
    found = ask_by_card(installation, person)
    if found is None:
        return _page(request, visit, posted, said=_AWAY)
    with installation.database.write() as unit:
        signed, there = visit_going_on(request, unit, visit)
        came = take_by_card(installation, unit, signed, there, person, found)
        unit.commit()
    if came == TAKEN:
        return see(request, f"/counter/visits/{visit}/people")
    return _page(request, visit, posted, said=_ELSEWHERE if came == ELSEWHERE else _NOT_BY_CARD)


@router.post("/card/ask")
def ask_card(request: Request, visit: str, posted: Post) -> Response:
    """As of one draft (counter_card): JSON with the number of the question and where it is posted."""
    installation = installation_of(request)
    card_agent(installation)
    with installation.database.write() as unit:
        visit_going_on(request, unit, visit)
        number, address = ask_face(installation, unit, visit, read_cookie(request, STAFF), place_of(request))
        unit.commit()
    return JSONResponse({"number": number, "address": address}, headers=_NO_STORE)


@router.post("/card")
def read_card_here(request: Request, visit: str, posted: Post) -> Response:
    """What the agent said, for all drafts of the visit. 204, or JSON with the code of why it was not taken."""
    installation, number = installation_of(request), first(posted, "number")
    card_agent(installation)
    try:
        with installation.database.write() as unit:
            visit_going_on(request, unit, visit)
            try:
                use_up(installation, unit, visit, read_cookie(request, STAFF), number)
            finally:
                unit.commit()  # whatever the answer is
        with installation.database.write() as unit:
            signed, there = visit_going_on(request, unit, visit)
            take_card(installation, unit, signed, there, number, first(posted, "answer"))
            unit.commit()
    except SignInFailed as failed:
        log.warning("read card", code=failed.code)
        return JSONResponse({"error": failed.code}, 422, headers=_NO_STORE)
    return Response(status_code=204, headers=_NO_STORE)
