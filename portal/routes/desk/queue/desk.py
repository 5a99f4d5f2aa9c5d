"""申請管理: a case's page, and acts that need no text."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.desk.case.compare_register import prepare_query
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.queue.walk import step
from portal.services.desk.sections.take_case import release_case, take_case
from portal.services.my_cases.stop_waiting import stop_waiting
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.web.desk.attachment_pane import attachment_pane
from portal.web.desk.case_act import act, look_at
from portal.web.desk.case_page import case_page, compared
from portal.web.desk.done_line import done_line
from portal.web.desk.queue_address import EVERYBODY, listed_in, of_list, query_of
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import changing
from portal.web.shared.undo import Undo

router = Router("staff")

ON_PAGE = "申請した人のマイページに出ています。"
NO_PAGE = "この申請にはマイページがありません。手紙か電話で伝えてください。"
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
    "refund_cash": "手数料を返したことを記録しました。窓口の締めに入っている現金は、その窓口の今日の締めから出ます。",
    "refund_hand": "手数料を返すことにしました。市から直接返し、返したことを、このページに記録してください。",
    "refund_asked": "全部を返す案を出しました。ほかの職員が承認すると、返します。",
    "part": "一部を返す案を出しました。ほかの職員が承認すると、返します。",
    "part_approve": "一部を返すことを承認しました。",
    "debit": "紙の依頼書で、銀行が口座を登録したことを記録しました。",
    "debit_back": "銀行が口座を登録した記録を取り消しました。",
    "coupon_revoked": "利用券を使えなくしました。",
    "part_close": "一部がどうなったかを記録しました。",
    "part_drop": "返す案をやめました。",
    "by_hand": "手数料を返したことを記録しました。",
    "delegation": "代理の確かめを記録しました。",
    "told": "本人に知らせたことを記録しました。",
    "note": "メモを残しました。",
    "check": "確かめたことを記録しました。",
    "number": "個人番号を入れました。",
    "match": "住民票との照合を記録しました。",
    "addressee": "宛名番号を結び付けました。引渡しのファイルに入ります。",
    "addressee_undone": "宛名番号の結び付けを取り消しました。",
    "signature": "署名の確かめを記録しました。",
    "propose": "結果の案を出しました。ほかの人が決裁すると、申請した人に伝わります。",
    "wait": "結果を決めました。まだ、だれにも伝わっていません。下の時刻まで取り消せます。",
    "send_back": "結果の案を差し戻しました。",
    "take_back": "結果を取り消しました。だれにも伝わっていません。",
    "transfer": "ほかの課に移すことにしました。相手の課が引き受けると、移ります。",
    "transfer_back": "移すのを取り消しました。",
    "office": "受付の窓口を変えました。申請した人に知らせます。",
    "forward": "県に進達したことを記録しました。",
    "forward_back": "県から返ってきたことを記録しました。",
    "opinion": "ほかの課に聞きました。相手の課の「聞かれた意見」に出ています。",
    "opinion_back": "意見を聞くのを取り消しました。",
    "opinion_seen": "答えを読んだことを記録しました。",
    "appeal": "審査請求か裁判を記録しました。終わるまで、この申請は廃棄されません。",
    "reopen": "審査にもどしました。新しい結果を出せます。",
    "appeal_settled": "審査請求か裁判の結果を記録しました。",
    "permit": "審査を1日だけ認めました。監査の報告に出ます。",
    "hold": "引渡しを止めました。",
    "keep": "廃棄を止めました。",
    "let_go": "廃棄を止めるのをやめました。",
    "free": "引渡しを止めるのをやめました。",
    "call": "電話を記録しました。",
    "core_notice": "業務システムの通知書をつけました。",
    "given": "ファイルを渡しました。申請した人のマイページに出ています。",
    "given_prolonged": "受け取れる日を変えました。申請した人に知らせます。",
    "given_taken": "ファイルを取り下げました。申請した人のページから消えました。",
    "check_rest": "確かめた印を記録しました。まだ印のない項目があるので、決めていません。",
    "stop_waits": "確かめた印を記録しました。申請した人が、やめたいと言っているので、決めていません。先に返事をします。",
    "opinion_waits": "確かめた印を記録しました。ほかの課の意見の答えを待っているので、決めていません。",
    "unfound": "確かめた印を記録しました。住民票に見つからない人がいるので、決めていません。",
    "decide": "結果を出しました。申請した人のマイページに出ています。",
}


@router.get("/desk/{receipt:receipt_number}", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def show(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        context = case_page(installation, unit, signed, case)
        register_query = prepare_query(installation, unit, signed, case)
        done = done_of(request, installation, unit, signed)
        query, around = "", ["", ""]
        if request.query_params.get("list"):
            wanted = listed_in(installation.catalogue, request.query_params["list"])
            query = query_of(wanted) or EVERYBODY
            around = [step(installation, unit, signed, case.row, wanted, back=back) for back in (True, False)]
    context |= compared(installation, register_query, context["case"])
    context |= attachment_pane(
        context["receipt_number"], context["case"], context["form_scans"], request.query_params, query
    )
    context |= {"list_query": query, "list_kept": f"?{of_list(query)}" if query else "", "around": around}
    context["flash"] = done or flash(request, on_line=context["row"].person_id is not None)
    context["undo"] = undo_of(request) or _undo_here(request, context["receipt_number"], context["row"].revision)
    return render(request, "pages/desk/case.html", context)


def done_of(request: Request, installation: Installation, unit: Unit, signed: Member) -> str:
    asked = request.query_params
    return done_line(installation, unit, signed, asked.get("did", ""), read(asked.get("of", "")))


def undo_of(request: Request) -> Undo | None:
    number = read(request.query_params.get("of", ""))
    if number is None or request.query_params.get("did") not in ("propose", "wait"):
        return None
    return Undo(
        f"/desk/{number}/decide/take-back",
        number,
        boxes={"revision": "0", "list": request.query_params.get("list", "")[:500]},
    )


def _undo_here(request: Request, number: str, revision: int) -> Undo | None:
    back = {
        "take": "release",
        "release": "take",
        "propose": "decide/take-back",
        "wait": "decide/take-back",
        "debit": "debit/registered/undo",
    }
    act_back = back.get(request.query_params.get("did", ""))
    return Undo(f"/desk/{number}/{act_back}", number, boxes={"revision": str(revision)}) if act_back else None


def flash(request: Request, *, on_line: bool) -> str | None:
    """`of`: the case of the act, on another's page."""
    message, other = _DID.get(request.query_params.get("did", "")), read(request.query_params.get("of", ""))
    if message is not None and other is not None:
        return f"{other}：{message.partition('。')[0]}。"
    return message if message is None or on_line else message.replace(ON_PAGE, NO_PAGE)


@router.post("/desk/{receipt:receipt_number}/take", access=staff("reviewer", "approver"))
def take(request: Request, receipt: str, posted: Post) -> Response:
    return act(request, receipt, posted, take_case, did="take")


@router.post("/desk/{receipt:receipt_number}/release", access=staff("reviewer", "approver"))
def release(request: Request, receipt: str, posted: Post) -> Response:
    return act(request, receipt, posted, release_case, did="release")


@router.post("/desk/{receipt:receipt_number}/pass", access=staff("reviewer", "approver"))
def pass_on(request: Request, receipt: str, posted: Post) -> Response:
    return act(request, receipt, posted, pass_screening, did="pass")


@router.post("/desk/{receipt:receipt_number}/recall", access=staff("reviewer", "approver"))
def recall(request: Request, receipt: str, posted: Post) -> Response:
    return act(request, receipt, posted, stop_waiting, did="recall")
