from collections.abc import Mapping

CHANNELS: Mapping[str, str] = {
    "mail": "メール",
    "line": "LINE",
    "push": "ブラウザ",
    "sms": "SMS",
    "letter": "手紙",
    "lock": "かぎ",
    "register": "住民の一覧",
    "report": "職員へのメール",
}
STATES: Mapping[str, str] = {
    "waiting": "送る前",
    "sent": "送った",
    "parked": "止まっている",
    "bounced": "届かなかった",
    "given_up": "送らないことにした",
}
MESSAGES: Mapping[str, str] = {
    "received": "受付のお知らせ",
    "bundle_received": "まとめた申請の受付のお知らせ",
    "returned": "補正のお願い",
    "correction_near": "補正の期限が近いお知らせ",
    "extended": "補正の期限を延ばしたお知らせ",
    "transferred": "担当の課が変わったお知らせ",
    "office_moved": "受付の窓口が変わったお知らせ",
    "notice_by_post": "通知書を郵便でも送るお知らせ",
    "period_extended": "決まるまでの期間を延ばしたお知らせ",
    "signer_near": "ほかの人の署名の期限が近いお知らせ",
    "signer_ended": "ほかの人の申請に署名しなくてよくなったお知らせ",
    "paper_near": "あとから出す書類の期限が近いお知らせ",
    "paper_news": "あとから出す書類のお知らせ",
    "decided": "結果のお知らせ",
    "signature_settled": "署名が確かめられたお知らせ",
    "signer_declined": "ほかの人が署名しないと答えたお知らせ",
    "signer_failed": "ほかの人の署名が確かめられなかったお知らせ",
    "signature_failed": "署名をやり直すお願い",
    "sign_again": "直した内容に署名するお願い",
    "withdrawn": "取下げのお知らせ",
    "message": "窓口からのメッセージ",
    "file_given": "受け取るファイルがあるお知らせ",
    "file_refused": "書類が受け取れなかったお知らせ",
    "invited_reminder": "案内の期限",
    "slot_free": "予約の空きのお知らせ",
    "budget_kept": "予算の順番のお知らせ",
    "drawn": "抽選の結果のお知らせ",
    "moved_up": "抽選の繰上げのお知らせ",
    "won_near": "当選した時間の予約の期限が近いお知らせ",
    "reopened": "結果をもう一度確かめるお知らせ",
    "term_ends": "有効期間が終わる前のお知らせ",
    "draft_reminder": "下書きの期限",
    "advance_unsent": "払ったあと送られていないお知らせ",
    "advance_back": "送られなかった手続の手数料を返すお知らせ",
    "invited_news": "条件で選んだ人への案内",
    "door_key": "かぎの番号を見るページのお知らせ",
    "door_give": "かぎの番号を作る",
    "door_move": "かぎの時間を変える",
    "door_take": "かぎの番号を取り消す",
    "look_again": "支援措置の人がいるかを、住民の一覧でもう一度確かめる",
    "state": "毎朝のシステムの状態",
    "section": "課への毎日の知らせ",
    "verify_mail": "メールの確認番号",
    "line_linked": "LINEがつながった返事",
    "line_unknown_code": "LINEの番号ちがいの返事",
}
GAVE_UP: Mapping[str, str] = {
    "phone": "電話で伝えた",
    "counter": "窓口で伝えた",
    "letter": "手紙を出した",
    "needless": "知らせる必要がなくなった",
}
# Of what reaches no person.
_TASKS = frozenset({"lock", "register"})
_TASK_STATES: Mapping[str, str] = {**STATES, "waiting": "これから", "sent": "済んだ", "given_up": "試さないことにした"}
_TASK_GAVE_UP: Mapping[str, str] = {"by_hand": "職員が確かめた", "over": "する必要がなくなった"}
_PROBLEMS: Mapping[str, str] = {
    "MAIL_UNAVAILABLE": "メールサーバーにつながりません。自動でもう一度送ります。",
    "MAIL_TIMEOUT": "メールサーバーの返事が遅すぎます。自動でもう一度送ります。",
    "MAIL_LATER": "相手のメールサーバーが「あとで」と返しました。自動でもう一度送ります。",
    "MAIL_SIGN_IN": "メールサーバーに入れません。システムの担当者に知らせてください。",
    "MAIL_NO_TLS": "メールサーバーが暗号を使えません。システムの担当者に知らせてください。",
    "MAIL_NO_SUCH_ADDRESS": "そのメールアドレスはありません。",
    "MAIL_REFUSED": "相手のメールサーバーに断られました。",
    "MAIL_MALFORMED": "メールアドレスの形が正しくありません。",
    "MAIL_RETURNED": "送ったメールがもどってきました。",
    "LINE_UNAVAILABLE": "LINEにつながりません。自動でもう一度送ります。",
    "LINE_LATER": "LINEが混んでいます。自動でもう一度送ります。",
    "LINE_SIGN_IN": "LINEに入れません。システムの担当者に知らせてください。",
    "LINE_REFUSED": "そのLINEアカウントには送れません。",
    "PUSH_UNAVAILABLE": "ブラウザの通知サービスにつながりません。自動でもう一度送ります。",
    "PUSH_LATER": "ブラウザの通知サービスが混んでいます。自動でもう一度送ります。",
    "PUSH_SIGN_IN": "ブラウザの通知サービスが市の鍵を受けつけません。システムの担当者に知らせてください。",
    "PUSH_REFUSED": "そのブラウザは通知を受け取らなくなりました。",
    "LOCK_UNAVAILABLE": "かぎのサービスにつながりません。自動でもう一度試します。",
    "LOCK_LATER": "かぎのサービスが混んでいます。自動でもう一度試します。",
    "LOCK_SIGN_IN": "かぎのサービスに入れません。システムの担当者に知らせてください。",
    "LOCK_REFUSED": "かぎのサービスに断られました。slots.yaml の doors を確かめてください。",
    "REGISTER_AWAY": "住民の一覧につながりません。自動でもう一度試します。",
    "REGISTER_UNREADABLE": "住民の一覧に読めない行があります。自動でもう一度試します。システムの担当者に知らせてください。",
    "PROVIDER_TIMEOUT": "相手の返事が遅すぎます。自動でもう一度送ります。",
    "PROVIDER_UNAVAILABLE": "相手につながりません。自動でもう一度送ります。",
    "PROVIDER_CONFIG": "つなぎ先の設定が正しくありません。システムの担当者に知らせてください。",
    "CONTACT_GONE": "本人が送り先を外しました。",
    "CONTACT_BAD": "送り先が使えなくなっています。",
    "RESENT": "送り直しました。",
    "BUG": "こちらの不具合です。システムの担当者に知らせてください。",
}


def is_task(kind: str) -> bool:
    return kind in _TASKS


def state(kind: str, name: str) -> str:
    return (_TASK_STATES if is_task(kind) else STATES)[name]


def gave_up(kind: str) -> Mapping[str, str]:
    return _TASK_GAVE_UP if is_task(kind) else GAVE_UP


def problem(code: str) -> str:
    if code.startswith("GAVE_UP_"):
        return {**GAVE_UP, **_TASK_GAVE_UP}.get(code.removeprefix("GAVE_UP_"), code)
    return _PROBLEMS.get(code, code)


def message(name: str) -> str:
    return MESSAGES.get(name, name)
