"""How identity was checked, in words for staff."""

from datetime import date

from portal.services.cases.cases import Case
from portal.services.procedures.ask_reception import WORDS
from portal.services.procedures.assurance import assurance

_EVIDENCE = {
    "way": "確かめ方", "came": "来た人", "shown": "見たもの", "note": "見たものの名前", "papers": "来庁で見たもの", "mandate": "代理権を示すもの",
    "clerk": "受け付けた職員", "form_number": "様式の番号",
    "provider": "確かめた先", "methods": "くわしい方式", "acr": "確かめた先の区分",
    "their_number": "マイナポータルの受付番号", "mapping": "使った対応表",
    "register": "住民票との照合", "helped": "手伝った人が入力（本人が確かめて送った）",
}  # fmt: skip
_WAYS = {
    "card": "マイナンバーカード",
    "das": "デジタル認証アプリ",
    "card-agent": "窓口の読み取り機",
    "jpki-auth": "利用者証明用電子証明書（氏名は書かれていません）",
    "pin4": "4けたの暗証番号",
    "ocsp": "失効を問い合わせた（OCSP）",
    "crl": "失効リストで確かめた",
    "unsigned": "確かめていない（ログインのいらない手続）",
    "package": "マイナポータルのパッケージで届いた（署名は、ここでは確かめていません）",
    "mail": "メールアドレスだけ確かめました（氏名などは確かめていません）",
    # Its full meaning is not published: the text states only what all such levels have in common.
    "aal3": "aal3（数字が大きいほど確か）",
    "exact": "氏名・生年月日・住所が同じ人がいる",
    "linked": "職員の確認か番号紐付情報で、住民票の人と結び付いている",
    "person": "字の形や幅だけがちがう人がいる（職員が決める）",
    "alike": "氏名・生年月日が同じで、住所の書き方だけがちがう人がいる",
    "nobody": "同じ人は見つからない",
    "several": "同じ人が2人以上いて、決められない",
    **WORDS,
}


def describe_evidence(case: Case, today: date) -> tuple[tuple[str, str], ...]:
    """(label, words), last the level of assurance. Settings in force are no evidence."""
    values = {name: [value] if isinstance(value, str) else value for name, value in case.evidence.items() if value}
    # A provider that names no further method names itself.
    values["methods"] = [way for way in values.get("methods", ()) if [way] != values.get("provider")]
    level = assurance(case.evidence, today)
    return tuple(
        (_EVIDENCE[name], "、".join(_WAYS.get(word, word) for word in words))
        for name, words in values.items()
        if name in _EVIDENCE and words
    ) + ((("保証の段階", level),) if level else ())
