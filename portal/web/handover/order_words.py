"""With why it made no batch."""

from datetime import datetime, timedelta

from portal.clock import from_micro
from portal.services.handover.make_ordered_batch import CHANGED, NOT_ALLOWED, NOTHING_READY
from portal.store.handover.hand_over_orders import OrderRow

# A worker looks every half second.
_LATE = timedelta(seconds=30)
_PROBLEMS = {
    NOTHING_READY: "渡せる申請がなくなっていました。引渡しの確認で、留め置いた理由を見てください。",
    NOT_ALLOWED: "頼んだ職員の権限がなくなったか、渡す形がなくなりました。",
    CHANGED: "ほかの引渡しや申請の変更と重なりました。もう一度引き渡してください。",
}
_OTHER = "ファイルを作れませんでした。管理者に、下の記号を知らせてください。"


def problem_words(order: OrderRow) -> str:
    return _PROBLEMS.get(order.problem, _OTHER) if order.problem else ""


def shows_code(order: OrderRow) -> bool:
    return bool(order.problem) and order.problem not in _PROBLEMS


def progress_words(order: OrderRow, now: datetime) -> str:
    if order.claimed_at is None:
        late = now - from_micro(order.ordered_at) > _LATE
        return (
            "まだ始まっていません。裏側の処理（worker）が動いているか、管理者に確かめてください。"
            if late
            else "順番を待っています。"
        )
    if order.examined >= order.expected:
        return "申請を全部読みました。ファイルにまとめています。"
    return f"{order.expected:,}件のうち、{order.examined:,}件を読みました。"


def news_of(order: OrderRow, now: datetime) -> str:
    """Changes at most every tenth of the way."""
    if order.claimed_at is None:
        return progress_words(order, now)
    return f"{order.number}{order.problem}.{10 * order.examined // max(order.expected, 1)}"
