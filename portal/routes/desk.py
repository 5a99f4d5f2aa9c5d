"""The desk (申請管理): the section's queue, a case, and the acts that need no words."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.routes import (
    desk_corrections,
    desk_extensions,
    desk_letters,
    desk_matches,
    desk_numbers,
    desk_outcomes,
    desk_papers,
    desk_payments,
    desk_prints,
    desk_protection,
    desk_returns,
    desk_search,
    desk_signatures,
    desk_talking,
)
from portal.services.answer_mandate import is_given, mandate_code
from portal.services.decide_application import choices
from portal.services.describe_case import describe_case
from portal.services.describe_numbers import PROXY_CHECKS, looks_of, numbers_of
from portal.services.desk_calls import desk_calls
from portal.services.installation import Installation
from portal.services.mark_protected import people_of
from portal.services.move_application import ways
from portal.services.official_words import DAY_ONLY, DOORS, STATES
from portal.services.pass_screening import pass_screening
from portal.services.queue_page import PAPERS, SORTS, Wanted, open_states, queue_page
from portal.services.receive_paper import may_receive
from portal.services.record_delegation import WAYS_TO_TELL, delegation_of
from portal.services.rights import Member
from portal.services.send_message import thread
from portal.services.sessions import touch_session
from portal.services.settle_match import matching_of
from portal.services.signature_stand import held_of
from portal.services.stop_application import open_asking, reasons_to_stop
from portal.services.stop_waiting import stop_waiting
from portal.services.take_case import release_case, take_case
from portal.services.use_number import USE
from portal.store.messages import STAFF
from portal.web.case_act import act, look_at
from portal.web.page import render
from portal.web.posting import Post
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router()

_SORT_WORDS = {
    "all": "すべて",
    "mine": "自分の担当",
    "unassigned": "未割当",
    "overdue": "期限超過",
    "returned": "補正待ち",
    "passed": "補正の期限切れ",
    "owes": "書類待ち",
    "papers_over": "書類の期限切れ",
    "papers_new": "書類が届いた",
}
_SELDOM = ("passed", "owes", "papers_over", "papers_new")  # shown where there are some: nine tabs fill two rows
_WHO = (("", "すべて"), ("mine", "自分の担当"), ("unassigned", "未割当"))
_DUE = (("", "すべて"), ("over", "期限をすぎた"), ("passed", "補正の期限をすぎた"))
_PAPERS = (("", "すべて"), ("owed", "まだ届いていない"), ("over", "期限をすぎた"), ("new", "新しく届いた"))
_DID = {
    "take": "あなたの担当にしました。",
    "release": "担当を外しました。",
    "pass": "実質審査に進めました。",
    "return": "補正を求めました。申請した人のマイページに出ています。",
    "recall": "形式審査にもどしました。",
    "extend": "補正の期限を延ばしました。申請した人のマイページに出ています。",
    "correct": "補正を入れました。形式審査にもどっています。",
    "stop": "取下げを確かめました。申請した人のマイページに出ています。",
    "go_on": "審査を続けます。理由は、申請した人のマイページに出ています。",
    "protect": "見せない扱いにしました。住所などは、権限のある職員だけに見えます。",
    "unprotect": "見せない扱いをやめました。",
    "paper_came": "書類が届いたことを記録しました。申請した人のマイページに出ています。",
    "paper_later": "書類の期限を記録しました。申請した人のマイページに出ています。",
    "paper_waived": "書類を出さなくてよいことにしました。申請した人のマイページに出ています。",
    "papers_seen": "届いた書類を見たことを記録しました。",
    "received": "手数料を受け取ったことを記録しました。",
    "refund": "手数料を返します。支払いのサービスに頼みました。",
    "by_hand": "手数料を返したことを記録しました。",
    "delegation": "代理の確かめを記録しました。",
    "told": "本人に知らせたことを記録しました。",
    "number": "個人番号を入れました。",
    "match": "住民票との照合を記録しました。",
    "signature": "署名の確かめを記録しました。",
    "decide": "結果を記録しました。申請した人のマイページに出ています。",
}


@router.get("/desk")
def queue(request: Request) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        wanted = _wanted(request, installation)
        page = queue_page(installation, unit, signed, wanted)
        calls = desk_calls(installation, unit, signed)
        touch_session(installation, unit, request.state.staff_session)
        unit.commit()
    context = {
        "page": page,
        "calls": calls,
        "states": STATES,
        "doors": DOORS,
        "tabs": [
            (_SORT_WORDS[name], _address(sort), wanted == sort, page.counts[name])
            for name, sort in SORTS.items()
            if name not in _SELDOM or page.counts[name] or wanted == sort
        ],
        "filters": _filters(installation, signed, wanted),
        "filtered": wanted != Wanted(),
        "first": _address(replace(wanted, after="")) if wanted.after else "",
        "next": _address(wanted, page.after) if page.after else "",
        "duties": signed.duties("see", tuple(installation.city.duties)),
    }
    return render(request, "pages/desk/queue.html", context)


def _wanted(request: Request, installation: Installation) -> Wanted:
    """The filter in the address; a value that there is not counts as none."""
    asked = request.query_params
    states, procedures = open_states(installation), [procedure.id for procedure in installation.catalogue.all()]
    return Wanted(
        who=asked["who"] if asked.get("who") in ("mine", "unassigned") else "",
        state=asked["state"] if asked.get("state") in states else "",
        procedure=asked["procedure"] if asked.get("procedure") in procedures else "",
        overdue=asked.get("due") == "over",
        passed=asked.get("due") == "passed",
        papers=asked["papers"] if asked.get("papers") in PAPERS else "",
        after=asked.get("after", ""),
    )


def _address(wanted: Wanted, after: str = "") -> str:
    parts = {
        "who": wanted.who, "state": wanted.state, "procedure": wanted.procedure, "due": _due(wanted),
        "papers": wanted.papers, "after": after,
    }  # fmt: skip
    asked = urlencode({name: value for name, value in parts.items() if value})
    return f"/desk?{asked}" if asked else "/desk"


def _due(wanted: Wanted) -> str:
    return "passed" if wanted.passed else "over" if wanted.overdue else ""


def _filters(installation: Installation, signed: Member, wanted: Wanted) -> list[tuple[str, str, list[Any]]]:
    procedures = [
        (procedure.id, procedure.title)
        for procedure in installation.catalogue.all()
        if signed.may("see", procedure.duty)
    ]
    states = [(state, STATES[state]) for state in open_states(installation)]
    chosen = {"who": wanted.who, "state": wanted.state, "procedure": wanted.procedure}
    chosen |= {"due": _due(wanted), "papers": wanted.papers}
    selects = (
        ("who", "担当", _WHO), ("state", "状態", (("", "すべて"), *states)),
        ("procedure", "手続", (("", "すべて"), *procedures)), ("due", "期限", _DUE),
        ("papers", "あとから出す書類", _PAPERS),
    )  # fmt: skip
    return [
        (name, label, [(value, words, value == chosen[name]) for value, words in options])
        for name, label, options in selects
    ]


@router.get("/desk/{receipt:receipt_number}")
def show(request: Request, receipt: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        view = describe_case(installation, unit, case, signed.id)
        stops, talk = reasons_to_stop(unit, case), thread(unit, case, STAFF)
        matching = matching_of(unit, case)
        numbers, looks = numbers_of(installation, unit, case), looks_of(installation, unit, case)
        held = held_of(unit, [case.row.id])
        asked, delegation = open_asking(unit, case), delegation_of(unit, case, installation.clock.today())
        unit.commit()
    uses_numbers = signed.may(USE, case.row.duty)
    context = {
        "stops": [(from_micro(one.at), one.reason) for one in stops],
        "asked_to_stop": asked is not None,
        "talk": talk,
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "row": case.row,
        "case": view,
        "arrived_at": case.arrived_at,
        "arrival_day": case.arrival_day if case.row.arrival_basis in DAY_ONLY else None,
        "states": STATES,
        "ways": ways(case.row) if signed.may("review", case.row.duty) else (),
        "reviews": signed.may("review", case.row.duty),
        "receives": may_receive(signed, case),
        "choices": choices(case.row),
        "held": bool(held),
        "protects": signed.may("protect", case.row.duty),
        "protected": case.protected,
        "delegation": delegation,
        "matching": matching,
        "ways_to_tell": WAYS_TO_TELL,
        "code": mandate_code(installation, case.row) if delegation and is_given(delegation.kind) else "",
        "numbers": numbers,
        "looks": looks if uses_numbers else (),
        "uses_numbers": uses_numbers,
        "proxy_checks": PROXY_CHECKS.values(),
        "people": people_of(case) if signed.may("protect", case.row.duty) else (),
        "decision": {"outcome": "", "words": ""},
        "wrong": {},
        "flash": _DID.get(request.query_params.get("did", "")),
    }
    return render(request, "pages/desk/case.html", context)


@router.post("/desk/{receipt:receipt_number}/take")
def take(request: Request, receipt: str, posted: Post) -> Response:
    return act(request, receipt, posted, take_case, did="take")


@router.post("/desk/{receipt:receipt_number}/release")
def release(request: Request, receipt: str, posted: Post) -> Response:
    return act(request, receipt, posted, release_case, did="release")


@router.post("/desk/{receipt:receipt_number}/pass")
def pass_on(request: Request, receipt: str, posted: Post) -> Response:
    return act(request, receipt, posted, pass_screening, did="pass")


@router.post("/desk/{receipt:receipt_number}/recall")
def recall(request: Request, receipt: str, posted: Post) -> Response:
    return act(request, receipt, posted, stop_waiting, did="recall")


router.include_router(desk_returns.router)
router.include_router(desk_search.router)
router.include_router(desk_corrections.router)
router.include_router(desk_signatures.router)
router.include_router(desk_extensions.router)
router.include_router(desk_letters.router)
router.include_router(desk_matches.router)
router.include_router(desk_numbers.router)
router.include_router(desk_outcomes.router)
router.include_router(desk_papers.router)
router.include_router(desk_payments.router)
router.include_router(desk_prints.router)
router.include_router(desk_protection.router)
router.include_router(desk_talking.router)
