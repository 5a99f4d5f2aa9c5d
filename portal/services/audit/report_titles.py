"""With what makes an access suspicious."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Bounds:
    begins: time = time(7, 30)
    ends: time = time(20, 0)
    most: int = 40  # applications that a member usually opens in an hour


# What it is called, and whom it names.
TITLES: Mapping[str, tuple[str, str]] = {
    "night": ("夜間・休日", "開庁日の{begins}から{ends}のほかに、申請を見た人"),
    "many": ("大量の閲覧", "1時間に{most}件より多くの申請を見た人と、一覧をファイルで保存した人"),
    "idle": ("用のない閲覧", "申請を見て、その申請に何もしなかった人"),
    "looked_for": ("人をさがした理由", "申請の外で人をさがした職員と、その理由"),
    "sought": ("さがした回数", "1日に{most}回より多く、氏名・生年月日・電話番号で人をさがした人"),
    "own_family": (
        "自分や家族",
        "自分か、登録した家族、同じ世帯の人の申請を見た人、外れている職員の審査を認めた人、"
        "家族の登録を消したか自分の生年月日を変えた人（どの事務の職員でも）",
    ),
    "namesakes": ("同じ名字", "自分と同じ名字の人の申請を見た人（親族とは限りません）"),
    "authored": ("手続を作る", "手続を書いた人、確認票に署名した人、公開した人、止めた人、前の版にもどした人"),
}
