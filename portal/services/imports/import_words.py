"""States and reasons of packages in Japanese."""

from collections.abc import Mapping

STATES: Mapping[str, str] = {
    "taken": "受け付けた",
    "repeated": "同じものがもう届いている",
    "waiting": "取り込みを待っている",
    "quarantined": "止めている",
    "discarded": "使わないことにした",
}
CAME_BY: Mapping[str, str] = {"upload": "画面から", "folder": "受け取りフォルダーから", "command": "コマンドから"}

# Why a package is held, and what staff can do.
REASONS: Mapping[str, str] = {
    "unmapped": "この様式の対応表がありません。対応表を作ると、取り込めます。",
    "differs": "同じ受付番号で、中身のちがうものが先に届いています。くらべて、どちらを使うか決めてください。",
    "no_number": "受付番号が書かれていません。二重に受け付けないために、番号のないものは取り込みません。",
    "no_arrival": "届いた日時が書かれていません。到達の日は期限に関わるので、推測で入れません。",
    "arrival_ahead": "届いた日時が、今より先です。時計か書き方を、送った側に確かめてください。",
    "synthetic": "合成のデータです。本番では受け付けません。",
    "unfit": "対応表が、今公開されている手続に合いません。対応表を作り直してください。",
    "done": "前のシステムで終わっているので、申請にしていません。元のファイルには残っています。",
    "scanner": "添付ファイルの検査ができないので待っています。検査ができるようになると、自動で取り込みます。",
    "bug": "取り込みの途中で、思わぬことが起きました。係に番号を知らせてください。あとでやり直せます。",
    "unknown_kind": "ZIPでもXMLでもCSVでもありません。",
    "empty": "中身がありません。",
    "too_large": "大きすぎます。分けて送ってもらってください。",
    "zip_broken": "ZIPがこわれています。もう一度受け取ってください。",
    "zip_encrypted": "ZIPに暗号かパスワードがかかっています。かけないものを受け取ってください。",
    "zip_bomb": "ZIPの中身が、広げると大きすぎます。開いていません。",
    "zip_too_many": "ファイルの数が多すぎます。",
    "zip_path": "ZIPの中に、外の場所を指す名前があります。開いていません。",
    "zip_link": "ZIPの中に、ほかの場所へのリンクがあります。開いていません。",
    "zip_twice": "ZIPの中に、同じ名前のファイルが2つあります。",
    "zip_name": "ZIPの中のファイルの名前が読めません。",
    "zip_method": "ZIPのちぢめ方が、ふつうのものではありません。",
    "zip_nested": "ZIPの中に、またZIPがあります。開いていません。",
    "no_data": "申請の内容のファイル（XMLかCSV）がありません。",
    "two_data": "申請の内容のファイルが2つ以上あり、どれを使うか決められません。",
    "data_differ": "XMLとCSVで、書いてあることがちがいます。",
    "xml_broken": "XMLとして読めません。",
    "xml_doctype": "XMLに、ほかを読みこむしかけ（DOCTYPE）があります。読んでいません。",
    "xml_encoding": "XMLの文字コードが、書いてあるものとちがうか、使えないものです。",
    "xml_deep": "XMLの入れ子が深すぎます。",
    "xml_many": "XMLの項目が多すぎます。",
    "csv_encoding": "CSVの文字コードがわかりません。UTF-8かShift_JISで保存しなおしてください。",
    "csv_broken": "CSVとして読めません。引用符が閉じているか、確かめてください。",
    "csv_heads": "CSVの1行目（見出し）に、空か、同じ名前のものがあります。見出しより上に行があれば消し、列に1つずつ、ちがう名前を付けてください。",
    "csv_one_column": "CSVに列が1つしかありません。列をコンマ（,）、タブ、セミコロン（;）のどれかで区切って、保存しなおしてください。",
    "csv_title": "CSVの1行目に、書いてあるところが1つしかありません。題名など、見出しより上の行を消して、保存しなおしてください。",
    "csv_ragged": "CSVの列の数が、1行目（見出し）と合わない行があります。見出しより上に行があれば消し、列の数をそろえてください。",
    "csv_many": "CSVの行が多すぎます。分けてください。",
    "characters": "使えない文字（制御文字や外字）があります。",
    "long_text": "1つの項目が長すぎます。",
    "field_twice": "同じ名前の項目が2つあります。",
    "arrived_at": "届いた日時が、日時として読めません。2026-11-20 10:05、2026/11/20 10:05、令和8年11月20日 10時5分のように書きます。",
    "file_missing": "書いてある添付ファイルが、入っていません。",
    "file_unclear": "同じ名前の添付ファイルが2つ以上あり、どれのことか決められません。フォルダーの名前から書いてください。",
    "file_differs": "添付ファイルの中身が、書いてあるハッシュと合いません。",
    "folder_link": "フォルダーの中に、ほかの場所へのリンクがあります。読んでいません。",
    "folder_broken": "フォルダーの中に、ふつうのファイルでないものがあります。",
}


def reason_words(reason: str, place: str = "") -> str:
    sentence = REASONS.get(reason, reason)
    return f"{sentence}（{place}）" if sentence and place else sentence
