# What the help says of each command and family, above the English of the code. By the words that are typed.

from inspect import cleandoc
from typing import Any

import typer

_WORDS = {
    "demo": "架空の見本市を動かし、だれで入れるかを出します。",
    "serve": "止めるまで、ページを出します。途中の要求は終わらせます。",
    "worker": "止めるまで、裏側の処理（監査の封、お知らせなど）をします。データベースが答えるまで待ちます。",
    "mock": "模擬の相手を動かします。見本と試験だけのものです。",
    "migrate": "表を、この版のものにします。もうそうなら、何もしません。",
    "doctor": "おかしいところと直し方を言います。何も変えません。",
    "export": "渡せるものを引き渡します。事務ごとに1束、申請は1回ずつです。everything は、全部のデータを開いた形式で書き出します。",
    "acknowledge": "相手が全部受け取った束を閉じます。ちがいは記録し、状態1で終わります。",
    "deliver": "待っているファイルを、引渡しの置き場所に書きます。",
    "book": "受付簿を出します。どの経路の申請も1行ずつ、届いた順です。",
    "reconcile": "受け付けたものが全部あるかを突き合わせます。合わない申請は1件ずつ出し、状態1で終わります。",
    "bench": "この機械で、この版の速さを測ります。",
    "support": "サポート番号が出たページ、日時、エラーを出します。個人の情報は入っていません。",
    "backup": "動かしたまま、データベース全体を暗号にして書き出します。鍵は入りません。",
    "restore": "バックアップを確かめるか、空のデータベースに戻します。",
    "procedures": "手続の定義",
    "procedures print": "手続の様式を、白紙か、答えを書き入れて、印刷できる形にします。--notice は通知書です。",
    "procedures sheet": "手続の確認票を、印刷できる形にします。",
    "procedures notices": "定義にある通知書の一覧",
    "procedures sample": "架空の市の人の答えを作ります。",
    "procedures diff": "2つの版のちがいと、書きかけの申請や引渡しへの影響を出します。",
    "procedures sign": "課が確認票に署名したことを記録します。",
    "procedures pack": "公開した手続を、ほかの市に渡すために、署名してまとめます。",
    "procedures take": "ほかの市の手続を、ここで試します。公開も保存もしません。",
    "procedures list": "手続の一覧",
    "procedures show": "手続の中身（段階、質問、書類と、その条件）",
    "procedures check": "定義を確かめ、まちがいを、行の番号と直し方といっしょに出します。",
    "procedures publish": "新しい版を公開します。前の版は、その申請のために残ります。",
    "procedures schema": "定義のファイルか、手続の答えの JSON Schema を出します。",
    "layouts": "引渡しの形",
    "layouts list": "引渡しの形と、合う手続の一覧",
    "layouts check": "引渡しの形を、合う手続ごとに確かめます。",
    "audit": "監査の記録",
    "audit verify": "記録とつながりを全部確かめます。書きかえ、消したもの、入れかえ、切り取りが分かります。",
    "audit repair": "切れた所に理由を書きます。記録は書きかえません。",
    "audit report": "あやしい閲覧（夜、大量、仕事のないもの、自分の姓）を出します。",
    "staff": "職員",
    "staff add": "職員を足します。権限は今日からです。",
    "staff reset": "新しいパスワードと認証アプリの鍵を出し、サインインを切ります。",
    "staff disable": "ログインを、すぐに止めます。",
    "staff link": "手で足した職員が、市のサインインでも入れるようにします。",
    "staff list": "その日（指定がなければ今日）の権限の一覧",
    "staff move": "異動の一覧を入れます。1つでもまちがいがあれば、何も入れません。",
    "staff tomorrow": "明日から権限がなくなる人と、審査する人がいなくなる申請を出します。",
    "keys": "鍵",
    "keys list": "鍵の番号の一覧（答えとファイル、次に個人番号）",
    "keys create": "はじめての鍵を作ります。別の場所に控えを取ってください。失うと、何も開けません。",
    "keys numbers": "個人番号のはじめての鍵を作ります。ほかの鍵やデータベースとは別に、控えを取ってください。",
    "keys index": "検索のための印を作り直します。途中で止めても、続きからできます。",
    "keys receipts": "申請の控えに署名する鍵と証明書を作ります。別の場所に、鍵の控えを取ってください。",
    "keys rotate": "動かしたまま、新しい鍵に替え、包み直します。途中で切れたら、もう一度打ってください。",
    "keys retire": "前の鍵が必要ないことを確かめて、消します。必要なものがあれば断ります。",
    "mail": "戻ってきたメール",
    "mail bounce": "届かなかったという知らせを標準入力から読み、そのアドレスに印を付けます。",
    "line": "市のLINE",
    "line menu": "LINEの友だち全員に、市のメニューを出します。前のメニューは消えます。",
    "purge": "保存期間の過ぎたものを廃棄します。一覧、画面での承認、実行、証明の順です。",
    "purge due": "保存期間の過ぎた申請と、廃棄できない理由を出します。",
    "purge propose": "1つの事務の廃棄の一覧を、承認に出します。",
    "purge run": "承認され、その日が来た一覧を廃棄します。",
    "purge record": "廃棄記録をCSVで書きます。",
    "purge verify": "廃棄したものが残っていないかを確かめます。",
    "purge rewrite": "表を書き直し、廃棄したものの跡をファイルに残しません。先にサービスを止めてください。",
    "import": "ほかで出された申請と、市の住民記録",
    "import packages": "パッケージを全部取り込みます。途中で切れたら、もう一度打ってください。",
    "import retry": "止めてあるものを、もう一度取り込みます。",
    "import states": "ほかで出された申請の今の状態を、CSVで出します。",
    "import check": "対応表を、手続と合わせて確かめます。",
    "import sample": "試すためのパッケージを作ります。",
    "import register": "住民記録の抜き出しを新しくします。全部か、ちがいだけです。",
    "import links": "番号紐付情報を新しくします。全部か、ちがいだけです。",
    "import draft-mapping": "表の見出しから、対応表の下書きを作ります。",
    "import try-mapping": "対応表で表を読み、読めない所を出します。申請は作りません。",
    "import split": "長い表を、同じ見出しの小さな表に分けます。",
    "courier": "2つのゾーンの間のパッケージ",
    "courier pack": "相手にないものを詰めます。",
    "courier take": "パッケージを取り込みます。受け取ったものは done/、断ったものは refused/ に移します。",
    "courier take-along": "出張受付の端末が持って行くものを詰めます。",
    "courier bring-back": "出張受付の端末で、市がまだ受け取っていないものを全部詰めます。",
    "courier ledger": "パッケージごとの記録と、届いていないものを出します。",
    "courier lost": "パッケージをなくしたことを台帳に書きます。中身は、もう一度詰めます。",
    "courier keys": "2つのゾーンがたがいを知る鍵",
    "courier keys create": "このゾーンの鍵を作ります。",
    "courier keys show": "公開の鍵を出します。相手に渡すものです。",
    "courier keys trust": "相手のゾーンか端末の鍵を信頼します。",
    "courier keys list": "自分の鍵と、信頼する鍵の一覧",
    "courier keys forget": "鍵を信頼するのをやめます。",
    "guides": "手続ガイド",
    "guides list": "ガイドの一覧",
    "guides check": "ガイドを確かめ、例を動かします。",
    "guides ask": "ガイドに答えを渡し、することと、まだ答えていない質問を出します。",
    "receipts": "申請の控えの署名",
    "receipts verify": "控え（PDF）に、だれが、いつ署名したか、変わっていないかを確かめます。",
    "signatures": "申請のカードの署名",
    "signatures verify": "署名ごとの結果と日時を出します。1つでも有効でなければ、状態1で終わります。",
    "signatures part": "署名した一覧に、その書類があるかを確かめます。",
    "translations": "市が書いた訳",
    "translations take": "訳のファイルから、今とちがう訳を入れます。",
    "translations write": "住民が今見ている訳を書き出します。",
    "cities": "共同利用の市町村",
    "cities list": "市町村と、住所、データベースの一覧",
    "cities add": "市町村を足します。途中で失敗したら、もう一度打ってください。",
    "cities end": "市町村の受付を終わらせます。まず数を見て、出た番号でもう一度打ちます。データ、鍵、設定は消えません。",
    "city": "市のファイル",
    "city code": "はじめての2人の管理者が画面で設定するための番号を出します。1回、24時間だけです。",
    "city write": "画面で変えた市のファイルを、今のとおりに書き出します。",
}


def words_of(*typed: str) -> str:
    # "" for what has none.
    return _WORDS.get(" ".join(typed), "")


def both_of(english: str, *typed: str) -> str:
    # Once only: the module of a family keeps its help for the next command line of this process.
    words = words_of(*typed)
    return f"{words}\n\n{english}" if words and not english.startswith(words) else english


def explain(app: typer.Typer, *typed: str) -> None:
    # The short help is the line of the family's list.
    for command in app.registered_commands:
        callback: Any = command.callback
        path = (*typed, command.name or callback.__name__.replace("_", "-"))
        command.help = both_of(cleandoc(command.help or callback.__doc__ or ""), *path)
        command.short_help = words_of(*path) or None
    for family in app.registered_groups:
        inner = family.typer_instance
        named = family.name if isinstance(family.name, str) else ""
        path = (*typed, named) if named else typed
        if inner is None:
            continue
        if named and isinstance(inner.info.help, str):
            family.help = both_of(inner.info.help, *path)
            family.short_help = words_of(*path)
        explain(inner, *path)
