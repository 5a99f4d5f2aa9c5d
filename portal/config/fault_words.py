# What is wrong with settings, in Japanese: by the form of its English sentence, where it has no words of its own.

import re
from collections.abc import Sequence

from portal.errors import BadSetting

_NAME = re.compile(r"KAKANAI_[A-Z0-9_]+(?:=[a-z][\w-]*(?![\w/]))?")
_PLACE = re.compile(r"(?P<place>/[^ ]*?(:\d+)?): (?P<rest>.*)", re.DOTALL)  # a file, and its line
_ZONES = {
    "outer": "インターネット側（outer）", "inner": "庁内側（inner）", "single": "区域を分けない設置（single）",
}  # fmt: skip
# First match; {names}: of the settings before the first colon.
_FORMS = tuple(
    (re.compile(form), words)
    for form, words in (
        ("cannot be set in zone (?P<zone>outer|inner)", "{names} は、{zone}では使えません。"),
        ("is for zone (?P<zone>single|inner)", "{names} は、{zone}だけの設定です。"),
        ("go together", "{names} は、いっしょに書きます。足りないものがあります。"),
        ("must be two folders", "{names} には、別々のフォルダーを書いてください。"),
        ("hand-overs have one destination", "{names} は、どちらか1つだけ書いてください。"),
        (r"(?P<one>KAKANAI_\w+(=\w+)?) needs (?P<other>KAKANAI_\w+(=\w+)?)", "{one} には、{other} も書いてください。"),
        ("(?P<one>KAKANAI_[A-Z_]+) needs a mail server", "{one} には、メールのサーバー（KAKANAI_MAIL_HOST）が必要です。"),
        (
            "names? (a test or sandbox|the practice)|of Stripe's test mode",
            "{names} が、練習用の相手を指しています。本番では、本物を書いてください。",
        ),
        ("must be (an https:// address|the https:// address)", "{names} には、https:// で始まる本物の住所を書いてください。"),
        ("has fictional people|for demo and test|for test[.:]", "{names} は練習のためのものです。本番では使えません。"),
        ("trusts cards made for tests", "{names} は、試験のカードを信じます。本番では prod にしてください。"),
        ("is none: revocation", "{names} が none です。失効を確かめられないので、署名を受け取れません。"),
        ("must be empty", "{names} は、空にしてください。"),
        ("is for a mail server on this same machine", "{names} は、同じ機械のメールサーバーにだけ使えます。"),
        ("(?P<one>KAKANAI_[A-Z_]+=none).* in the clear", "{one} では、パスワードが暗号にならずに送られます。"),
        ("is empty|is missing or shorter", "{names} が空か、足りません。"),
        ("is missing", "{names} がありません。"),
        ("cannot be read", "{names} のファイルを読めません。場所と権限を確かめてください。"),
        (
            "must name the proxies",
            "{names} を使うときは、FORWARDED_ALLOW_IPS に、前に置くサーバーの番号を書いてください（* は使えません）。",
        ),
        ("must be your city's folder in production", "{names} に、市のフォルダーを書いてください。見本市は、本番では使えません。"),
        ("must be your city's folder in zone outer", "{names} に、市のフォルダーを書いてください（庁内側の kakanai city write で書き出せます）。"),
        ("the view is in PostgreSQL", "{names}：ビューを置いたPostgreSQLのアドレスを書いてください。例：postgresql://reader@host/name"),
        ("only PostgreSQL has a server", "{names}：別のサーバーから読むことは、データベースがPostgreSQLのときだけできます。"),
        ("is not a setting of this service", "{names} という設定はありません。名前を確かめてください。"),
        ("belongs to the process", "{names} は、市町村のファイルには書けません。プロセスの設定に書いてください。"),
        ("is there twice", "{names} が2回書いてあります。"),
        ("the name of a city is", "市町村の名前は、英字の小文字、数字、ハイフンの40字までです。ファイルの名前を直してください。"),
        ("it is not UTF-8", "文字コードが UTF-8 ではありません。"),
        ("a line is KAKANAI_", "KAKANAI_…=値 の形ではない行があります。"),
        ("there is no file <name>.env", "{names} のフォルダーに、市町村のファイル（名前.env）がありません。市町村は kakanai cities add で足します。"),
        (
            "has several cities",
            "いくつもの市町村の設置です。kakanai --city 名前 命令 と打ってください（名前は kakanai cities list）。",
        ),
        ("there is no city", "その名前の市町村はありません（kakanai cities list）。"),
        (
            "The code in city.yaml: (?P<one>.*) have the same",
            "{one} の city.yaml のコードが同じです。市町村ごとに分けてください。",
        ),
        (r": (?P<one>[^:]*) have the same;", "{names} が、{one} で同じです。市町村ごとに分けてください。"),
        ("KAKANAI_RESIDENT_URL of (?P<one>.*) is the address of (?P<other>.*): its letters would lead there[.]", "{names}：{one} の住民のページのアドレスが、{other} のアドレスです。手紙が、ほかの市のページに導きます。"),
        ("the folder of (?P<one>.*) is inside that of (?P<other>.*)[.]", "{names}：{one} のフォルダーが、{other} のフォルダーの中にあります。"),
        (
            "must be|must begin|needs an offset|at least|at most|letters|is no |shorter than|not a secret|, separated by|which ones|is not a database|is not supported|pooler is|algorithms|has no",
            "{names} の書き方がちがいます。",
        ),
    )
)  # fmt: skip


def words_of(bad: BadSetting) -> Sequence[str]:
    return bad.words if len(bad.words) == len(bad.sentences) else [*map(fault_words, bad.sentences)]


def fault_words(sentence: str) -> str:
    if placed := _PLACE.match(sentence):
        return f"{placed['place']}：{fault_words(placed['rest'])}"
    names = "、".join(dict.fromkeys(_NAME.findall(sentence.partition(": ")[0] or sentence) or _NAME.findall(sentence)))
    for form, words in _FORMS:
        matched = form.search(sentence)
        if matched and (names or "{names}" not in words):
            given = {**matched.groupdict(), "names": names}
            return words.format(**{**given, "zone": _ZONES.get(str(given.get("zone")), "")})
    return f"使えない設定があります：{names}。" if names else "下の英語の行にあるところを、直してください。"
