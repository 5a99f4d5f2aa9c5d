from collections.abc import Mapping

from forms.messages import translated

_JA = {
    "title": "受付の証明 {number}", "foot": "{city}　受付番号 {number}",
    "heading.application": "申請を受け取りました", "heading.notification": "届出を受け取りました",
    "heading.request": "申し込みを受け取りました", "heading.reservation": "予約の申し込みを受け取りました",
    "heading.report": "お知らせを受け取りました", "heading.bundle": "まとめて受け取りました",
    "bundle_number": "お問い合わせ番号（問い合わせるときは、この番号を伝えてください）",
    "number": "受付番号（問い合わせるときは、この番号を伝えてください）",
    "procedure": "手続", "earlier": "前の申請の受付番号", "arrived": "届いた日時", "where": "届いたところ", "to": "宛先",
    "receiving": "受付の窓口",
    "due": "めやす：{day}ごろまで", "next": "これからのこと", "office": "問い合わせるところ", "telephone": "電話",
    "papers": "あとから出せる書類", "papers_day": "あとから出しても、届いた日は変わりません。",
    "paper_until": "あとから、{day}までに出す", "paper_came": "いっしょに届いた",
    "sent": "送った内容", "empty": "入力なし", "files": "いっしょに送ったファイル",
    "signed": "このPDFには、{city}の電子署名がついています。あとから変えられていないかを、{check}で、だれでも確かめられます。",
    "proves": "紙に印刷したものには署名は残りません。この用紙は、受け取ったことの証明です。認められたことの証明ではありません。",
    "online": "",
}  # fmt: skip
_EASY = {
    "title": "受け取った（うけとった） しるし {number}", "foot": "{city}　受付番号（うけつけばんごう） {number}",
    "heading.application": "申請（しんせい）を 受け取りました（うけとりました）",
    "heading.notification": "届出（とどけで）〈知らせる（しらせる）こと〉を 受け取りました（うけとりました）",
    "heading.request": "申し込み（もうしこみ）を 受け取りました（うけとりました）",
    "heading.reservation": "予約（よやく）の 申し込み（もうしこみ）を 受け取りました（うけとりました）",
    "heading.report": "お知らせ（おしらせ）を 受け取りました（うけとりました）",
    "heading.bundle": "いっしょに 受け取りました（うけとりました）",
    "bundle_number": "お問い合わせ番号（おといあわせばんごう）〈電話（でんわ）するときに 言う（いう） 番号（ばんごう）〉",
    "number": "受付番号（うけつけばんごう）〈電話（でんわ）するときに 言う（いう） 番号（ばんごう）〉",
    "procedure": "手続（てつづき）", "earlier": "前（まえ）の 申請（しんせい）の 番号（ばんごう）", "arrived": "届いた（とどいた） とき", "where": "届いた（とどいた） ところ",
    "to": "だれに 出した（だした）か", "receiving": "受付（うけつけ）の 窓口（まどぐち）",
    "due": "だいたい {day}ごろまで", "next": "これからのこと", "office": "わからないときに 聞く（きく）ところ",
    "telephone": "電話（でんわ）",
    "papers": "あとで 出す（だす）ことが できる 書類（しょるい）",
    "papers_day": "あとで 出しても（だしても）、市役所（しやくしょ）に 届いた（とどいた）日は 変わりません（かわりません）。",
    "paper_until": "{day}までに 出します（だします）", "paper_came": "いっしょに 届きました（とどきました）",
    "sent": "送った（おくった）こと", "empty": "書いて（かいて）いません", "files": "いっしょに 送った（おくった） ファイル",
    "signed": "このPDFには、{city}の 電子署名（でんししょめい）〈市（し）が 作った（つくった） しるし〉が あります。"
    "だれかが 変えて（かえて）いないかを、{check} で 見る（みる）ことが できます。",
    "proves": "紙（かみ）に 印刷（いんさつ）すると、しるしは 消えます（きえます）。これは、市（し）が 受け取った（うけとった）"
    " しるしです。「いいです」と 決まった（きまった） しるしでは ありません。",
    "online": "インターネット",
}  # fmt: skip


def receipt_words(language: str) -> Mapping[str, str]:
    return _EASY if language == "easy" else translated(language, _JA)
