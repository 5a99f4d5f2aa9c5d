STATES = {
    "ready": "手紙はまだ", "sent": "手紙を出した", "opened": "開いた（まだ送っていない）", "answered": "返事が届いた", "expired": "受付が終わった",
    "by_hand": "課で対応", "stopped": "送らない", "revoked": "取り消した",
}  # fmt: skip
TABS = {
    "silent": "返事がまだ", "opened": "開いた人", "answered": "返事が届いた人", "by_hand": "課で対応する人", "stopped": "送らない人", "all": "全員",
}  # fmt: skip
