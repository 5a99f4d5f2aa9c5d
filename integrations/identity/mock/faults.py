NONE = "none"
FAULTS = {
    NONE: "こわさない",
    "bad_signature": "署名が合わない",
    "alg_none": "署名がない",
    "wrong_issuer": "別の発行元を名のる",
    "wrong_audience": "別の市あて",
    "wrong_nonce": "別の回の返事",
    "expired_token": "期限が切れている",
    "old_auth": "前のログインのまま返す",
    "low_acr": "本人確認のレベルが低い",
    "sub_mismatch": "別の人の情報が返る",
    "no_attributes": "名前や住所が返らない",
    "slow": "返事が遅い",
    "error_500": "カードのサービスが故障している",
}
# For signatures; shown only when one is requested.
SIGN_FAULTS = {
    "other_signature": "署名の値がちがう",
    "other_recipient": "別の鍵で暗号化する",
    "weaker_encryption": "弱い方式で暗号化する",
}
