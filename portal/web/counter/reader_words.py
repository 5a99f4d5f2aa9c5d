"""Why a card was not read at the counter, and what to do."""

# `{left}`: remaining tries.

from collections.abc import Mapping

from integrations.sockets.card_socket import CardAgent
from portal.config import PRACTICE_AGENT

BY_SIGHT = "顔写真と券面を見て、本人か確かめてください。"
TYPE_IT = "券面を見て入力してください。"
# Codes of the agent and the portal (docs/card-agent.md). `waiting-…`, `read`, `away` and `other` are the script's.
READER_WORDS: Mapping[str, str] = {
    "waiting-attributes": "読み取り機にカードを置いて、本人に暗証番号を入れてもらってください。券面の照合番号B（14けた）でも読めます。運転免許証は、暗証番号1（4けた）です。",
    "waiting-prove": "読み取り機にカードを置いて、本人に利用者証明用の暗証番号（4けた）を入れてもらってください。",
    "read": "読みました。画面を開きなおします。",
    "PIN_WRONG": "暗証番号がちがいます。あと{left}回まちがえると、ロックされます。もう一度「カードを読む」を押すか、"
    + TYPE_IT,
    "PIN_LOCKED": "暗証番号がロックされています。住民票の窓口で設定しなおすと、また使えます。今は、" + TYPE_IT,
    "CARD_REMOVED": "読み取りの途中でカードが離れました。カードを置いたまま、もう一度「カードを読む」を押してください。",
    "CARD_UNSUPPORTED": "このカードは読めません。マイナンバーカードか、向きが合っているかを確かめてください。読めないときは、"
    + TYPE_IT,
    "USER_CANCELLED": "読み取りをやめました。もう一度読むときは「カードを読む」を押します。",
    "NONCE_EXPIRED": "2分のあいだにカードが読まれなかったので、やめました。もう一度「カードを読む」を押してください。",
    "NONCE_REPLAYED": "この読み取りは、もう使われました。もう一度「カードを読む」を押してください。",
    "STATE_MISMATCH": "この受付の読み取りではありませんでした。もう一度「カードを読む」を押してください。",
    "PROVIDER_UNAVAILABLE": "読み取り機が使えません。つながっているかを確かめて、もう一度「カードを読む」を押すか、"
    + TYPE_IT,
    "ISSUER_MISMATCH": "このパソコンのカード読み取りソフトは、ほかのサービスのために設定されています。システムの担当に知らせてください。今は、"
    + TYPE_IT,
    "CERT_TEST_IN_PROD": "練習用のカードか、練習用のカード読み取りソフトです。本物のカードを使ってください。",
    "CERT_EXPIRED": "電子証明書の期限が切れています。" + BY_SIGHT + "更新は、住民票の窓口でできます。",
    "CERT_REVOKED": "電子証明書は使えません。" + BY_SIGHT,
    "CERT_UNTRUSTED": "電子証明書を確かめられません。マイナンバーカードか、見てください。" + BY_SIGHT,
    "ATTRIBUTE_MISMATCH": "券面を読んだカードと確かめたカードが、別の人のもののようです。同じカードを置いて、もう一度押してください。",
    "REVOCATION_UNKNOWN": "今、電子証明書が有効か問い合わせられません。しばらくしてから、もう一度押してください。急ぐときは、"
    + BY_SIGHT,
    "away": "このパソコンでカード読み取りソフトが動いていないか、このサービスからの読み取りを許していません。システムの担当に知らせてください。今は、"
    + TYPE_IT,
    "other": "カードを読めませんでした。もう一度「カードを読む」を押すか、" + TYPE_IT,
}

_PRESS = "もう一度「本人が署名する」を押してください。"
_OTHERWISE = "署名しないで登録し、印刷した様式に署名してもらうこともできます。"
# For the visitor's signature. An undetermined certificate is no obstacle: the application is registered and held.
SIGNING_WORDS: Mapping[str, str] = {
    "waiting-sign": "読み取り機にカードを置いて、本人に署名用のパスワード（英字と数字、6から16文字）を入れてもらってください。",
    "PIN_WRONG": "署名用のパスワードがちがいます。あと{left}回まちがえると、使えなくなります。やめるなら今です。"
    + _OTHERWISE,
    "PIN_LOCKED": "署名用のパスワードが使えなくなっています。住民票の窓口で設定しなおすと、また使えます。" + _OTHERWISE,
    "CARD_REMOVED": "読み取りの途中でカードが離れました。カードを置いたまま、" + _PRESS,
    "CARD_UNSUPPORTED": "署名用電子証明書が入っていないカードです。15歳未満の人のカードなどには入っていません。"
    + _OTHERWISE,
    "USER_CANCELLED": "署名をやめました。登録していません。",
    "NONCE_EXPIRED": "2分のあいだに署名されなかったので、やめました。" + _PRESS,
    "NONCE_REPLAYED": "この読み取りは、もう使われました。" + _PRESS,
    "STATE_MISMATCH": "この受付の読み取りではありませんでした。" + _PRESS,
    "PROVIDER_UNAVAILABLE": "読み取り機が使えません。つながっているかを確かめて、" + _PRESS + _OTHERWISE,
    "ISSUER_MISMATCH": "このパソコンのカード読み取りソフトは、ほかのサービスのために設定されています。システムの担当に知らせてください。"
    + _OTHERWISE,
    "CERT_TEST_IN_PROD": READER_WORDS["CERT_TEST_IN_PROD"],
    "CERT_WRONG_TYPE": "署名用の電子証明書ではありませんでした。" + _PRESS,
    "CERT_EXPIRED": "署名用電子証明書の期限が切れています。更新は、住民票の窓口でできます。" + _OTHERWISE,
    "CERT_REVOKED": "この署名用電子証明書は使えません。" + _OTHERWISE,
    "CERT_ADDRESS_CHANGED": "引っ越しや氏名の変更で、署名用電子証明書が使えなくなっています。新しい発行は、住民票の窓口でできます。"
    + _OTHERWISE,
    "CERT_UNTRUSTED": "電子証明書を確かめられません。マイナンバーカードか、見てください。" + _OTHERWISE,
    "ATTRIBUTE_MISMATCH": "申請する人のカードではありません。氏名と生年月日の入力が正しいかも、確かめてください。",
    "SAME_PERSON": "申請する人と、ほかに署名する人が同じ人です。署名するのは、それぞれ別の人です。「入力にもどる」を押して、氏名と生年月日を確かめてください。",
    "CHANGED": "入力した内容が変わりました。「入力にもどる」を押して、もう一度この画面に進んでください。",
    "OPEN": "まだ登録できません。「入力にもどる」を押して、足りないものを確かめてください。",
    "away": "このパソコンでカード読み取りソフトが動いていないか、このサービスからの読み取りを許していません。システムの担当に知らせてください。"
    + _OTHERWISE,
    "other": "署名できませんでした。登録していません。" + _PRESS + _OTHERWISE,
}

_FROM_HOME = "「受付の画面に戻る」の番号で、あとで自分のスマートフォンなどから署名することもできます。"
# For a co-signer: the application is already registered, and nothing can replace the signature here.
BESIDE_WORDS: Mapping[str, str] = {
    **{
        code: words.replace(_OTHERWISE, _FROM_HOME)
        for code, words in SIGNING_WORDS.items()
        if code not in ("OPEN", "SAME_PERSON")
    },
    "USER_CANCELLED": "署名をやめました。" + _FROM_HOME,
    "ATTRIBUTE_MISMATCH": "この人のカードではありません。申請に書かれた氏名と生年月日の人が、自分のカードで署名します。",
    "SAME_SIGNER": "このカードの署名は、もうこの申請にあります。署名は、ひとり1回です。",
    "CHANGED": "この署名は、もう求められていません。「受付の画面に戻る」を押して、様子を確かめてください。",
    "other": "署名できませんでした。" + _PRESS + _FROM_HOME,
}


def reader_view(agent: CardAgent | None, *, proves: bool, proved: bool) -> Mapping[str, object] | None:
    """None without a reader. `practice`: URL of the practice reader; `proves`: it can verify cards."""
    if agent is None:
        return None
    practice = f"{agent.address}/reader" if agent.fake and agent.address.endswith(PRACTICE_AGENT) else ""
    return {"words": READER_WORDS, "practice": practice, "proves": proves, "proved": proved}
