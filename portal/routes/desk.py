"""The desk (申請管理): a case, and the acts that need no words."""

from fastapi import Request
from fastapi.responses import Response

from portal.routes import (
    desk_appeals,
    desk_board,
    desk_bulk,
    desk_calls,
    desk_checks,
    desk_corrections,
    desk_elsewhere,
    desk_extensions,
    desk_figures,
    desk_form_scan,
    desk_forwardings,
    desk_holds,
    desk_letters,
    desk_matches,
    desk_news,
    desk_notes,
    desk_notices,
    desk_numbers,
    desk_opinions,
    desk_outcomes,
    desk_own_cases,
    desk_papers,
    desk_payments,
    desk_periods,
    desk_prints,
    desk_protection,
    desk_queue,
    desk_returns,
    desk_search,
    desk_signatures,
    desk_talking,
    desk_transfers,
    desk_views,
)
from portal.services.compare_register import inquire
from portal.services.pass_screening import pass_screening
from portal.services.stop_waiting import stop_waiting
from portal.services.take_case import release_case, take_case
from portal.web.case_act import act, look_at
from portal.web.case_page import case_page, compared
from portal.web.page import render
from portal.web.posting import Post
from portal.web.router import Router
from portal.web.state import installation_of

router = Router()

ON_PAGE = "申請した人のマイページに出ています。"
TELL_THEM = "この申請にはマイページがありません。手紙か電話で伝えてください。"
_DID = {
    "take": "あなたの担当にしました。",
    "release": "担当を外しました。",
    "assign": "担当を替えました。",
    "pass": "実質審査に進めました。",
    "return": "補正を求めました。申請した人のマイページに出ています。",
    "recall": "形式審査にもどしました。",
    "dispatch": "発送簿に入れました。あて名を確かめてから送ります。",
    "extend": "補正の期限を延ばしました。申請した人のマイページに出ています。",
    "period": "期間を延ばして、申請した人に知らせました。手紙も作れます。",
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
    "note": "メモを残しました。",
    "check": "確かめたことを記録しました。",
    "number": "個人番号を入れました。",
    "match": "住民票との照合を記録しました。",
    "signature": "署名の確かめを記録しました。",
    "propose": "結果の案を出しました。ほかの人が決裁すると、申請した人に伝わります。",
    "wait": "結果を決めました。まだ、だれにも伝わっていません。下の時刻まで取り消せます。",
    "send_back": "結果の案を差し戻しました。",
    "take_back": "結果を取り消しました。だれにも伝わっていません。",
    "transfer": "ほかの課に移すことにしました。相手の課が引き受けると、移ります。",
    "transfer_back": "移すのを取り消しました。",
    "forward": "県に進達したことを記録しました。",
    "forward_back": "県から返ってきたことを記録しました。",
    "opinion": "ほかの課に聞きました。相手の課の「聞かれた意見」に出ています。",
    "opinion_back": "意見を聞くのを取り消しました。",
    "opinion_seen": "答えを読んだことを記録しました。",
    "appeal": "審査請求か裁判を記録しました。終わるまで、この申請は廃棄されません。",
    "appeal_settled": "審査請求か裁判の結果を記録しました。",
    "permit": "審査を1日だけ認めました。監査の報告に出ます。",
    "hold": "引渡しを止めました。",
    "keep": "廃棄を止めました。",
    "let_go": "廃棄を止めるのをやめました。",
    "free": "引渡しを止めるのをやめました。",
    "call": "電話を記録しました。",
    "decide": "結果を記録しました。申請した人のマイページに出ています。",
}


@router.get("/desk/{receipt:receipt_number}")
def show(request: Request, receipt: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        context = case_page(installation, unit, signed, case)
        inquiry = inquire(installation, unit, signed, case)
        unit.commit()
    context |= compared(installation, inquiry, context["case"])
    context["flash"] = _said(request.query_params.get("did", ""), on_line=context["row"].person_id is not None)
    return render(request, "pages/desk/case.html", context)


def _said(did: str, *, on_line: bool) -> str | None:
    """What was done. Who came to the counter or wrote has no page that would tell them: somebody has to."""
    said = _DID.get(did)
    return said if said is None or on_line else said.replace(ON_PAGE, TELL_THEM)


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


router.include_router(desk_queue.router)
router.include_router(desk_board.router)
router.include_router(desk_bulk.router)
router.include_router(desk_calls.router)
router.include_router(desk_checks.router)
router.include_router(desk_returns.router)
router.include_router(desk_search.router)
router.include_router(desk_corrections.router)
router.include_router(desk_signatures.router)
router.include_router(desk_elsewhere.router)
router.include_router(desk_extensions.router)
router.include_router(desk_figures.router)
router.include_router(desk_appeals.router)
router.include_router(desk_forwardings.router)
router.include_router(desk_own_cases.router)
router.include_router(desk_form_scan.router)
router.include_router(desk_holds.router)
router.include_router(desk_letters.router)
router.include_router(desk_matches.router)
router.include_router(desk_notes.router)
router.include_router(desk_news.router)
router.include_router(desk_notices.router)
router.include_router(desk_numbers.router)
router.include_router(desk_opinions.router)
router.include_router(desk_outcomes.router)
router.include_router(desk_papers.router)
router.include_router(desk_payments.router)
router.include_router(desk_periods.router)
router.include_router(desk_prints.router)
router.include_router(desk_protection.router)
router.include_router(desk_talking.router)
router.include_router(desk_transfers.router)
router.include_router(desk_views.router)
