from forms.text.translations import translate

# By what is going on.
_CARDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("はじめに", (
        "こんにちは。どの手続ですか。", "日本語がわかりますか。", "この画面を指でさしてください。", "番号札を取って、お待ちください。",
        "ここにすわってください。", "電話の通訳につなぎます。少しお待ちください。",
    )),
    ("見せてもらうもの", (
        "在留カードを見せてください。", "マイナンバーカードを見せてください。", "パスポートを見せてください。", "健康保険の資格がわかるものはありますか。",
        "通帳かキャッシュカードはありますか。", "コピーをとってもいいですか。",
    )),
    ("書くもの・確かめるもの", (
        "ここに名前を書いてください。", "この内容で正しいですか。", "住所は変わりましたか。", "家族もいっしょに引っ越しましたか。", "電話番号を教えてください。",
        "暗証番号を、ほかの人に見えないように押してください。",
    )),
    ("おわりに", (
        "手数料はかかりません。", "手数料をはらってください。", "ほかの窓口に案内します。", "この書類が足りません。あとで持ってきてください。",
        "手続はおわりました。", "ほかに聞きたいことはありますか。", "手紙が届きます。捨てないで、読んでください。",
    )),
    ("来た人が指さすもの", (
        "はい", "いいえ", "わかりません", "もう一度、言ってください。", "ゆっくり話してください。", "紙に書いてください。", "トイレはどこですか。",
    )),
)  # fmt: skip


def phrase_texts() -> tuple[str, ...]:
    return tuple(card for _, cards in _CARDS for card in cards)


def cards_in(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Titles, for staff; each sentence in Japanese and in the language."""
    return [(title, [(card, translate(language, card)) for card in cards]) for title, cards in _CARDS]
