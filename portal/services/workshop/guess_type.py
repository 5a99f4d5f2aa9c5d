"""The type of a question by its words, as they are on forms of paper."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import normalize

Guess = tuple[str, Mapping[str, Any]]  # type and its settings
# What a section writes under 種類.
TYPES: Mapping[str, Guess] = {
    "短い文": ("text", {"max": 100}), "長い文": ("long_text", {"max": 1000}), "はい・いいえ": ("yes_no", {}), "1つ選ぶ": ("choice", {}),
    "いくつでも選ぶ": ("multiple_choice", {}), "数": ("integer", {}), "小数": ("decimal", {"places": 2}), "金額": ("money", {"min": 0}),
    "日": ("date", {}), "年と月": ("year_month", {}), "時刻": ("time", {}), "期間": ("period", {}), "氏名": ("person_name", {}),
    "ふりがな": ("kana", {}), "住所": ("address", {}), "電話番号": ("phone", {}), "メールアドレス": ("email", {}), "性別": ("sex", {}),
    "口座": ("bank_account", {}), "写真や書類": ("file", {}), "場所": ("location", {}), "法人番号": ("corporate_number", {}), "同意": ("consent", {}),
    "署名": ("signature", {}), "ウェブの住所": ("url", {}), "説明": ("note", {}),
}  # fmt: skip
_OTHER_WORDS: Mapping[str, str] = {
    "文字": "短い文", "文": "短い文", "1行": "短い文", "自由記述": "長い文", "記述": "長い文", "はいいいえ": "はい・いいえ", "有無": "はい・いいえ", "選択": "1つ選ぶ",
    "単一選択": "1つ選ぶ", "複数選択": "いくつでも選ぶ", "整数": "数", "数字": "数", "数値": "数", "人数": "数", "円": "金額", "日付": "日", "年月日": "日",
    "年月": "年と月", "時間": "時刻", "名前": "氏名", "フリガナ": "ふりがな", "よみがな": "ふりがな", "電話": "電話番号", "メール": "メールアドレス",
    "振込先": "口座", "添付": "写真や書類", "写真": "写真や書類", "書類": "写真や書類", "ファイル": "写真や書類", "地図": "場所", "チェック": "同意", "URL": "ウェブの住所",
    "注記": "説明", "案内": "説明",
}  # fmt: skip
_MONEY: Guess = ("money", {"min": 0})
_WHOLE: Mapping[str, Any] = {"min": 0}
# The first that is in the words decides.
_BY_WORDS: Sequence[tuple[str, Guess]] = [
    (pattern, guess)
    for pattern, guess in (
        ("個人番号|マイナンバー", ("my_number", {"protection": "number"})),
        ("(フリガナ|ふりがな|よみがな|カナ|かな)$", ("kana", {})),
        ("有無|の有・無|ですか$|ますか$|ましたか$|でしたか$", ("yes_no", {})),
        ("生年月日", ("date", {})),
        ("法人番号", ("corporate_number", {})),
        ("メール|mail", ("email", {})),
        ("ホームページ|URL|ウェブサイト", ("url", {})),
        ("電話|携帯|連絡先|FAX|ファクス", ("phone", {})),
        ("口座|振込先", ("bank_account", {})),
        ("金額|費用|年収|月収|収入|所得|料金|代金|の額$|額$|円$", _MONEY),
        ("住所|所在地|本籍|居所", ("address", {})),
        ("続柄|関係$", ("text", {"max": 20})),
        ("(氏名|名前|本人|申請者|届出者|代表者|世帯主|保護者)$|お名前", ("person_name", {})),
        ("性別", ("sex", {})),
        ("期間", ("period", {})),
        ("年月$", ("year_month", {})),
        ("時刻|時間$|何時", ("time", {})),
        ("年月日|日付|月日|いつ|希望日|予定日|開始日|終了日|日$", ("date", {})),
        ("年齢|歳$", ("integer", {**_WHOLE, "max": 130, "unit": "歳"})),
        ("人数|何人", ("integer", {**_WHOLE, "unit": "人"})),
        ("枚数|何枚|部数|通数", ("integer", {**_WHOLE, "unit": "枚"})),
        ("個数|台数|頭数|回数|日数|件数|数量|何回|何日", ("integer", _WHOLE)),
        ("面積|体重|身長|長さ|重さ", ("decimal", {"min": 0, "places": 2})),
        ("理由|内容|事情|状況|備考|目的|詳細|くわしく|意見|経緯|その他", ("long_text", {"max": 500})),
        ("同意|誓約|承諾|確認しました", ("consent", {})),
        ("写真|添付|書類|の写し$|証明書$", ("file", {})),
        ("署名|サイン", ("signature", {})),
        ("地図|位置", ("location", {})),
    )
]  # fmt: skip
_SPACES = re.compile(r"[\s　・]+")


def flat(words: str) -> str:
    # For comparing words as people write them.
    return _SPACES.sub("", normalize("NFKC", words)).casefold()


_NAMED = {flat(name): TYPES[name] for name in TYPES} | {
    flat(other): TYPES[name] for other, name in _OTHER_WORDS.items()
}  # fmt: skip


def named_type(words: str) -> Guess | None:
    named = _NAMED.get(flat(words))
    return None if named is None else (named[0], dict(named[1]))


def guess_type(label: str, options: int = 0) -> Guess:
    # `options`: how many there are to choose from.
    if options:
        return ("choice", {}) if options > 1 else ("consent", {})
    words = normalize("NFKC", re.sub(r"[（(〔【].*?[）)〕】]", "", normalize("NFKC", label))).strip().replace(" ", "")
    guessed = next((guess for pattern, guess in _BY_WORDS if re.search(pattern, words)), None)
    return ("text", {"max": 100}) if guessed is None else (guessed[0], dict(guessed[1]))
