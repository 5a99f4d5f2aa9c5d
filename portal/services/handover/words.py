from collections.abc import Mapping

PURPOSES: Mapping[str, str] = {
    "department": "課で使う",
    "core-system": "基幹系に取り込む",
    "number-use": "個人番号を使う事務",
}
GROUNDS: Mapping[str, str] = {
    "fact": "公開された仕様",
    "vendor": "取込先の仕様",
    "assumption": "推定（取込先に確認してください）",
}
EVENTS: Mapping[str, str] = {
    "unmappable": "取込先の文字コードにない字です",
    "lossy": "別の字に変わってしまう字です",
    "private_use": "外字です。ほかの機械では読めません",
    "too_long": "長すぎます",
    "malformed": "決められた形ではありません",
    "unknown_day": "月か日が分からない日付です",
    "unknown_era": "どの元号か決まらないか、その元号のコードがありません",
    "separator": "区切りの字か、値なしを表す語と同じです",
    "unspelled": "その書きかたでは書けません",
    "too_many": "欄の数より多い行があります",
    "unanswered": "たずねましたが、答えがありません",
    "missing_code": "対応するコードがありません",
    "newline": "改行を取りました",
    "formula": "計算式に見えるので、印を付けました",
    "unsigned": "署名がまだ確かめられていません",
    "unknown_person": "住民票のだれかが、まだ決まっていません",
    "unscanned": "ウイルスの検査がすんでいないファイルがあります",
    "stopped": "引渡しを止めています",
    "protected": "決められた職員が渡すものです。この形では渡せません",
}
HANDLINGS: Mapping[str, str] = {"held": "留め置き", "replaced": "置きかえて渡す"}
