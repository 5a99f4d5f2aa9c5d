"""What staff did, in the words of the auditor's pages and files."""

from collections.abc import Mapping

from portal.services.official_words import STATES

# To have seen what somebody wrote, and to have done nothing.
READS: Mapping[str, str] = {
    "see case": "申請の画面を開いた",
    "open file": "添付ファイルを開いた",
    "print form": "申請書を印刷した",
    "see case in layout": "申請を、写すための画面で見た",
    "see papers": "書類の画面を開いた",
    "print letter": "手紙を印刷した",
    "print correction letter": "補正の手紙を印刷した",
    "print paper letter": "書類を求める手紙を印刷した",
    "print extension letter": "期間を延ばす通知の手紙を印刷した",
    "see asked case": "意見を聞かれた申請を見た",
    "print cover": "進達書を印刷した",
    "see offered case": "移されてきた申請を見た",
    "see letter": "発送簿の手紙を開いた",
    "print letter to post": "発送簿の手紙を印刷した",
    "look at number": "個人番号を見た",
    "see package": "届いたパッケージの画面を開いた",
    "map package": "様式の対応表を作る画面を開いた",
    "see packages": "届いたパッケージの一覧を見た",
    "look at remote": "離れた人の下書きを、同意を得て見た",
}
# What the page of a case does by itself for whoever may see it: no look of its own.
BESIDE: Mapping[str, str] = {
    "compare with register": "申請を住民票とくらべた",
    "see related cases": "同じ人のほかの申請の一覧を見た",
}
# To have looked for somebody, whatever was found.
SOUGHT: Mapping[str, str] = {
    "find people": "氏名などで人をさがした",
    "count cases elsewhere": "同じ人の申請が、ほかの課に何件あるかを調べた",
}
# Many people at once left the service.
TAKEN: Mapping[str, str] = {
    "export book": "受付簿をCSVで保存した",
    "export proposal": "起案のファイルを保存した",
    "export dispatches": "発送簿をCSVで保存した",
    "export campaign": "案内のあて先をCSVで保存した",
    "download export": "引渡しのファイルを保存した",
    "export audit sample": "監査の抽出を保存した",
    "export disposal": "廃棄の一覧を保存した",
}
# Whoever takes a case and gives it back has done nothing with it.
TAKE, RELEASE = "take case", "release case"
# To let a colleague act on a case of somebody of their own.
PERMIT = "permit own case"
_ACTS: Mapping[str, str] = {
    TAKE: "担当になった",
    RELEASE: "担当を外れた",
    "hand case": "担当を替えた",
    "assign by rule": "決まりで担当を決めた",
    "forward case": "県に進達した",
    "take case back": "県から返ってきたことを記録した",
    "offer case": "ほかの課に移すことにした",
    "take offer back": "ほかの課に移すのを取り消した",
    "accept case": "ほかの課の申請を引き受けた",
    "send case back": "移されてきた申請を返した",
    "ask opinion": "ほかの課に意見を聞いた",
    "answer opinion": "聞かれた意見を答えた",
    "take opinion back": "意見を聞くのを取り消した",
    "see opinion": "ほかの課の意見を読んだ",
    "ask for remote": "離れた人の下書きを見ることの同意をたずねた",
    "propose answer": "離れた人の下書きに、答えを提案した",
    "end remote": "離れた人の下書きを見るのを終えた",
    "submit application": "窓口で申請を受け付けた",
    "stop waiting for correction": "返事を待たずに形式審査にもどした",
    "pass screening": "実質審査に進めた",
    "return for correction": "補正を求めた",
    "extend correction": "補正の期限を延ばした",
    "extend period": "期間を延ばす通知をした",
    "enter correction": "補正を書き入れた",
    "decide application": "結果を出した",
    "withdraw application": "取り下げにした",
    "decline withdrawal": "取下げを断った",
    "send message": "メッセージを送った",
    "receive paper": "書類を受け取った",
    "put off paper": "書類の期限を延ばした",
    "ask for paper": "書類をもう一度求めた",
    "waive paper": "書類を出さなくてよいことにした",
    "scan paper": "書類の写しを入れた",
    "choose sign": "取込先が書けない字の代わりを選んだ",
    "verify delegation": "委任を確かめた",
    "reject delegation": "委任を確かめられないとした",
    "protect": "支援措置の印を付けた",
    "lift protection": "支援措置の印を外した",
    "receive payment": "手数料を受け取った",
    "ask refund": "手数料を返すことにした",
    "refund by hand": "手数料を窓口などで返した",
    "send notice again": "お知らせをもう一度送った",
    "give notice up": "お知らせをやめた",
    "post letter": "手紙を出した",
    "take number back": "文書番号と決裁日を入れた",
    "see results": "業務システムの結果の表を読んだ",
    "write results blank": "結果を書く表をつくった",
    "write ranking": "点の順の表をつくった",
    "take results": "業務システムの結果を入れた",
    "release batch": "引渡しのファイルを、2人めとして確かめて出した",
    "acknowledge batch": "引渡しが受け取られたことを記録した",
    "find batch taken twice": "同じ申請が2回受け取られたことを記録した",
    "find batch differing": "引渡しの件数が合わないことを記録した",
    "deliver batch": "引渡しのファイルを置き場所に書いた",
    "lose medium": "媒体をなくしたことを記録した",
    "see lost media": "なくした媒体の一覧を見た",
    "renew register": "住民の一覧を新しくした",
    "renew links": "番号紐付情報を新しくした",
    "put letter in dispatch": "手紙を発送簿に入れた",
    "take letter out": "手紙を送らないことにした",
    "check letter": "手紙のあて名と申請をくらべた",
    "look at letter again": "手紙をもう一度確かめることにした",
    "stop letter": "手紙が止められた",
    "enclose file": "手紙に同封するものを加えた",
    "stop enclosure": "同封するものが止められた",
    "pack letters": "手紙を束にした",
    "unpack letter": "手紙を束から出した",
    "take posting back": "発送の記録を取り消した",
    "letter came back": "手紙が戻ってきた",
    "see dispatches": "発送簿を見た",
    "settle signature": "署名を確かめた",
    "settle match": "住民票のだれかを決めた",
    "ask for machine client": "連携するシステムを申し出た",
    "confirm machine client": "連携するシステムを確かめた",
    "withdraw machine client": "連携するシステムの申し出を取りやめた",
    "end machine client": "システムの連携を終わらせた",
    "ask for machine secret": "連携の秘密を申し出た",
    "give machine secret": "連携の秘密を出した",
    "end machine secret": "連携の秘密を終わらせた",
    "pull application": "システムが申請を読んだ",
    "pull file": "システムが添付ファイルを読んだ",
    "acknowledge application": "システムが申請を受け取った",
    "note case": "メモを残した",
    "note appeal": "審査請求か裁判を記録した",
    "settle appeal": "審査請求か裁判の結果を記録した",
    "hold disposal": "廃棄を止めた",
    "free disposal": "廃棄を止めるのをやめた",
    "propose disposal": "廃棄の一覧を作った",
    "take out of disposal": "廃棄の一覧から除いた",
    "approve disposal": "廃棄を決裁した",
    "drop disposal": "廃棄を取りやめた",
    "see disposals": "廃棄の一覧を見た",
    "tick checks": "確かめたことを記録した",
    "fill in number": "個人番号を入れた",
    "tell principal": "本人に知らせた",
    "be kept from own case": "自分か家族かもしれない人の申請なので、止められた",
    PERMIT: "外れている職員の審査を認めた",
    "tell of family": "自分の家族を登録した",
    "take family back": "自分の家族の登録を消した",
    "see own family": "自分の家族の登録を見た",
    "see who looked": "だれが見たかを調べた",
    "see figures": "申請の集計を見た",
    "log call": "電話を記録した",
    "keep package": "パッケージを取り込んだ",
    "take package": "パッケージを申請にした",
    "hold package": "パッケージを止めた",
    "retry package": "止めたパッケージをやり直した",
    "propose mapping": "様式の対応表を出した",
    "approve mapping": "様式の対応表を使うことにした",
    "withdraw mapping": "様式の対応表を取り下げた",
    "discard package": "パッケージを使わないことにした",
    "keep view": "一覧の条件を保存した",
    "rename view": "保存した条件の名前を変えた",
    "drop view": "保存した条件を消した",
}


def about_words(detail: str) -> str:
    """What a record names besides: a state in the desk's words, everything else as it was recorded."""
    return STATES.get(detail, detail)


def act_words(action: str) -> str:
    """The record's own phrase where there are no words for it: nothing is left out of an audit."""
    known = {**READS, **BESIDE, **SOUGHT, **TAKEN, **_ACTS}
    return known.get(action, action)
