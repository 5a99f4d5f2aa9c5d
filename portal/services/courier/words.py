from collections.abc import Mapping

from portal.store.courier.courier import AGAIN, ALONG, ARRIVED, LOST, PACKED, REFUSED, TAKEN

ACTS: Mapping[str, str] = {
    PACKED: "詰めました",
    ARRIVED: "向こうに着きました",
    LOST: "途中でなくしました",
    TAKEN: "受け取りました",
    ALONG: "出張の端末を使う人を入れました",
    AGAIN: "同じものをもう一度受け取りました（何も変えていません）",
    REFUSED: "受け取りませんでした",
}
REFUSALS: Mapping[str, str] = {
    "no_package": "持ち運びのパッケージではありません",
    "too_large": "大きすぎます",
    "cut": "途中で切れています",
    "header": "はじめの行が読めません",
    "unknown_sender": "知らない相手の鍵で作られています",
    "own": "こちらで作ったものです",
    "not_for_us": "こちらの鍵あてではありません",
    "bad_signature": "署名が合いません。書き換えられたか、壊れています",
    "damaged": "中身が開きません",
    "contents": "中身がこの版では読めません",
    "clock": "この端末の時計が、市の時計より5分以上おくれています。どちらが正しいか確かめて合わせ、もう一度取り込んでください",
    "number_again": "同じ番号で、ほかの中身のものを受け取っています",
}
LEFT: Mapping[str, str] = {
    "bug": "取り込めませんでした（記録を見てください）",
    "definition": "この版の手続が、こちらにまだありません",
    "campaign": "同じ名簿から作った案内が、もうあります",
    "door": "そこでは受け付けられない受け付け方になっています",
    "files": "ファイルが足りないか、受け取れないものです",
    "kept": "廃棄するまえに終わらせることが、こちらに残っています（お金、送っていないお知らせ）",
    "number": "同じ受付番号の申請が、もうあります。出張の端末からなら、端末に残っています。端末でその内容を見て市の窓口入力で入れ直し、新しい受付番号を申請した人に伝えてください",
    "payment": "支払いの番号が、ほかの申請のものです",
    "person": "申請した人を記録できませんでした",
    "scanner": "ファイルを調べる装置が止まっています",
    "signature": "電子署名を確かめる設定が、こちらにありません",
    "signature_unfit": "電子署名の記録が、その申請のものではありません",
    "series": "受付番号が、そこで引いたものではありません",
    "baggage": "持っていくものが、この版では読めません",
    "slot": "答えにある予約が、いっしょに届いていません",
    "unknown": "こちらにない申請です",
    "unsound": "手続が、こちらの確かめを通りません。前の版のままです（理由は、庁内側の「手続を作る」に出ます）",
    "unfit": "届いた日時か、何かをした日時が、先の日時になっています",
}
_PAID: Mapping[str, str] = {
    "paid": "払われました",
    "mismatch": "払われましたが、額が合いません",
    "refund_asked": "返金を頼みました",
    "refund_by_hand": "返金できず、人の手を待っています",
    "refunded": "返しました",
}
# Differences between the zones, noted at a package that was taken.
DIFFERS: Mapping[str, str] = {
    "files": "市のファイルが、向こうとちがいます",
    "calendar": "休みの日が、向こうとちがいます",
    "definitions": "向こうで受けている手続の版が、こちらにありません",
}
_LOSSES: Mapping[str, str] = {"repacked": "向こうがそう書き、詰め直しました"}
_APART: Mapping[str, str] = {"corrected": "補正の返事", "stopped": "申請をやめる申し出"}


def act_words(act: str, reason: str) -> str:
    words = (
        [REFUSALS.get(code) or DIFFERS.get(code) or _left(code) for code in reason.split()]
        if reason in REFUSALS or act in (TAKEN, AGAIN)
        else [_LOSSES.get(reason, reason)]
    )
    return f"{ACTS[act]}：{'。'.join(words)}" if reason else ACTS[act]


def _left(code: str) -> str:
    # As `apply_packages` writes them.
    number, _, why = code.partition(":")
    return f"{number} {LEFT[why]}".strip() if why in LEFT else code


def left_words(reason: str) -> str:
    return LEFT[reason]


def apart_words(act: str) -> str:
    return _APART[act.partition(":")[0]]


def paid_words(state: str, amount: int) -> str:
    return f"{amount:,}円。{_PAID[state]}"


def printable(text: str) -> str:
    # A medium names its files as it likes: a terminal obeys some characters, and the log takes no broken ones.
    return "".join(character if character.isprintable() else "?" for character in text)
