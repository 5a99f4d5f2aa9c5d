"""The city's own words for states, doors, moves and deadlines, the same on desk, book and CSV."""

# Residents see those of `portal/web/words`.

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from forms.city.city import City
from forms.definition.kind import RETURNED
from forms.definition.procedure import Procedure
from portal.services.shared.city_rules import NO_DUE, PORTAL_DOOR

FORWARDED = "forwarded"

_PERIODS: Mapping[str, str] = {"standard": "標準処理期間", "statutory": "法律の期間"}
STATES: Mapping[str, str] = {
    "received": "受付",
    "screening": "形式審査",
    "returned": "補正待ち",
    "examining": "実質審査",
    "approved": "認められた",
    "partly": "一部が認められた",
    "refused": "認められなかった",
    "done": "届出済み",
    "sent_back": "返戻",
    "accepted": "受け付けた",
    "declined": "お断り",
    "waiting": "順番待ち",
    "taken": "対応中",
    "repaired": "補修済み",
    "closed": "完了",
    "withdrawn": "取下げ",
    "annulled": "決定の取消し",
    "revoked": "決定の撤回",
}
OPEN_STATES = ("received", "screening", "returned", "examining")

DOORS: Mapping[str, str] = {"online": "オンライン", "counter": "窓口", "post": "郵送", PORTAL_DOOR: "マイナポータル"}

# By which rule of its door the arrival was set.
BASES: Mapping[str, str] = {
    "stored": "市の記録に残った時",
    "visit": "窓口に来た時",
    "stamp": "収受印の日",
    "postmark": "消印の日",
    "package": "マイナポータルに記録された時（パッケージの記録）",
    "imported": "市がパッケージを受け取った時",
    "former": "前のシステムに記録された時",
}
DAY_ONLY = frozenset({"stamp", "postmark"})  # without a time of day

MOVES: Mapping[str, str] = {
    "receive": "受け付けた",
    "screen": "形式審査を始めた",
    "pass": "形式審査を終え、実質審査に進めた",
    "return": "補正を求めた",
    "extend": "補正の期限を延ばした",
    "reopen": "決まったことを、もう一度審査することにした",
    "extend_period": "期間を延ばす通知をした",
    "correct": "補正が届いた",
    "recall": "返事を待たずに形式審査にもどした",
    "decide": "結果を出した",
    "withdraw": "取下げ",
    "rebook": "予約の時間が変えられた",
    "cancel_time": "予約が取り消された",
    "hand_in": "あとから出す書類が届いた（オンライン）",
    "hand_in_copy": "本人確認書類の写しが届いた（オンライン）",
    "paper_came": "あとから出す書類を受け取った",
    "paper_put_off": "あとから出す書類の期限を延ばした",
    "paper_asked": "書類をもう一度求めた",
    "paper_waived": "書類を出さなくてよいことにした",
    "ask_to_stop": "取下げの申し出が届いた",
    "go_on": "取下げの申し出に返事をした（審査を続ける）",
    "hold_export": "引渡しを止めた",
    "free_export": "引渡しを止めるのをやめた",
    "hold_disposal": "廃棄を止めた",
    "free_disposal": "廃棄を止めるのをやめた",
    "assign_by_rule": "決まりで担当を決めた",
    "came_late": "インターネット側から、あとから届いた",
    "clerk_not_along": "出張の端末から、行っていない職員の受付として届いた",
    "paid_outside": "インターネット側での手数料",
    "overbooked": "インターネット側の予約で、定員を超えた",
    "principal_confirms": "インターネット側で、本人が頼んだと確かめた",
    "principal_revokes": "インターネット側で、本人が委任を取りやめた",
    "ask_opinion": "ほかの課に意見を聞いた",
    "answer_opinion": "ほかの課が意見を答えた",
    "leave_unchecked": "確かめた印のない項目があるまま決めた理由",
    "explain_paper": "この申請の書類だと確かめた理由（同封・通知書）",
    "give_paper": "窓口で紙を渡した",
    "take_opinion_back": "意見を聞くのを取り消した",
    "offer_transfer": "ほかの課に移すことにした",
    "take_transfer_back": "ほかの課に移すのを取り消した",
    "send_transfer_back": "移されてきた申請を返した",
    "transfer": "ほかの課から引き継いだ",
    "move_office": "受付の窓口を変えた",
    "forward": "県に進達した",
    "come_back": "県から返ってきた",
    "permit": "外れている職員の審査を認めた",
    "appeal": "審査請求か裁判を記録した",
    "appeal_settled": "審査請求か裁判の結果を記録した",
}
# In place of free text that may say where a protected person lives.
WITHHELD = "決められた職員だけに見えます。"
# Not shown to applicants: their words are for colleagues.
INSIDE = frozenset(
    {
        "assign_by_rule",
        "came_late",
        "clerk_not_along",
        "paid_outside",
        "overbooked",
        "principal_confirms",
        "principal_revokes",
        "ask_opinion",
        "answer_opinion",
        "leave_unchecked",
        "explain_paper",
        "give_paper",
        "take_opinion_back",
        "offer_transfer",
        "take_transfer_back",
        "send_transfer_back",
        "forward",
        "come_back",
        "permit",
        "appeal",
        "appeal_settled",
    }
)

# What holds a case beside its state (`forms.definition.hold`), and what settles it.
HOLDS: Mapping[str, str] = {
    "revocation": "署名の証明書が失効していないかを、まだ確かめられていません。確かめられると、自動で進めるようになります。",
    "signature": "署名が確かめられていません。「署名」の欄を見てください。",
    "cosigner": "いっしょに署名する人の署名が、まだそろっていません。",
    "payment": "先に払う手数料が、まだ払われていません。",
    "person": "住民票のだれかが、まだ決まっていません。「住民票との照合」で決めてください。",
    "scan": "ウイルスの検査がすんでいないファイルがあります。検査がすむと、自動で進めるようになります。",
    "export": "引渡しを止めています。",
    "stop": "申請した人が、やめたいと言っています。申請のページで、返事をするか、決めてください。",
    "till": "この手数料を受け取った窓口の、今日の締めが終わっています。次の日に返すか、締めを確かめる前なら「数え直す」を押してから返してください。",
}

# States in which a period is paused (`stops` of a definition).
STOPS: Mapping[str, str] = {"returned": STATES["returned"], "forwarded": "県などに進達している"}

_SOON = 3  # days left from which a deadline is pointed out


class Deadline(NamedTuple):
    kind: str  # calm, warn, error, or wait (paused
    words: str
    why: str = ""  # the reason)


def place_words(city: City, place: str) -> str:
    return next((counter.title for counter in city.counters if counter.id == place), DOORS.get(place, place))


def deadline(today: date, due: str, state: str, procedure: Procedure) -> Deadline:
    if due == NO_DUE and procedure.forwarding is not None and pauses_period(procedure, FORWARDED):
        return Deadline("wait", "止まっています", "県などにある日は数えません")
    if due == NO_DUE:
        return Deadline("calm", "期限なし")
    if state == RETURNED and pauses_period(procedure):
        return Deadline("wait", "止まっています", "補正を待つ日は数えません")
    return days_left(today, due)


@lru_cache(4096)
def days_left(today: date, due: str) -> Deadline:
    left = (date.fromisoformat(due) - today).days
    if left < 0:
        return Deadline("error", f"{-left}日すぎ")
    if left == 0:
        return Deadline("warn", "今日まで")
    return Deadline("warn" if left <= _SOON else "calm", f"あと{left}日")


def pauses_period(procedure: Procedure, while_: str = RETURNED) -> bool:
    """Waiting for a correction or the prefecture does not count (行政手続法6条 for a standard period)."""
    return procedure.period is not None and while_ in procedure.period.stops


def period_words(kind: str, period: str) -> str:
    """行政手続法6条 knows a standard period of applications alone."""
    return "処理のめやす" if (kind, period) == ("notification", "standard") else _PERIODS[period]
