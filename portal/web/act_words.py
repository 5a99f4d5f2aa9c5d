"""What an act on a case wants, in the words of its button: for who was too late, beside what stands there now."""

from collections.abc import Mapping

WANTED: Mapping[str, str] = {
    "take": "自分の担当にする",
    "release": "担当を外す",
    "pass": "実質審査に進める",
    "return": "補正を求める",
    "recall": "形式審査にもどす",
    "extend": "補正の期限を延ばす",
    "period": "期間を延ばす通知をする",
    "correct": "補正を入れる",
    "letter": "手紙で聞く",
    "stop": "取下げの申し出に返事をする",
    "go_on": "取下げの申し出に返事をする",
    "check": "確かめたことを記録する",
    "decide": "結果を出す",
    "send_back": "決裁の案を差し戻す",
    "take_back": "結果を取り消す",
    "transfer": "ほかの課に移す",
    "transfer_back": "移すのを取り消す",
    "forward": "県に進達する",
    "forward_back": "県から返ってきたことを記録する",
    "opinion": "ほかの課に意見を聞く",
    "opinion_back": "意見を聞くのを取り消す",
    "opinion_seen": "答えを読んだことを記録する",
    "appeal": "審査請求や裁判を記録する",
    "appeal_settled": "審査請求や裁判の結果を記録する",
    "permit": "外れている職員に審査を認める",
    "hold": "引渡しを止める",
    "keep": "廃棄を止める",
    "free": "引渡しを止めるのをやめる",
}
