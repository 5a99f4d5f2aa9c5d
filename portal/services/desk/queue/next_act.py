"""The section's most urgent act in a case."""

from dataclasses import dataclass

from forms.definition.kind import RECEIVED, RETURNED, SCREENING
from portal.services.desk.case.describe_case import CaseView


@dataclass(frozen=True)
class NextAct:
    words: str
    href: str = ""  # "" if there is only to wait


@dataclass(frozen=True)
class Waits:
    """`blocked` covers other holds (`forms.definition.hold`)."""

    asked_to_stop: bool = False
    unread: bool = False
    mandate: bool = False
    match: bool = False
    held: bool = False
    extension: bool = False  # a statutory period ends: decide, or extend it by a notice
    unreachable: bool = False  # no notice reaches the applicant: use a letter or the telephone
    blocked: bool = False


def next_act(case: CaseView, waits: Waits, address: str) -> NextAct | None:
    """`address`: the case's. None if it is over and has no unread message."""
    if waits.unread:
        return NextAct("メッセージを読む", f"{address}/messages")
    if case.deadline is None:
        return None
    if waits.asked_to_stop:
        return NextAct("取下げの申し出に返事をする", f"{address}/stop")
    if any(correction.passed for correction in case.corrections):
        return NextAct("補正の期限を延ばすか、終えるかを決める", f"{address}/extend")
    if waits.extension:
        return NextAct("期間が終わる前に、決めるか、延ばす通知をする", f"{address}/period")
    if any(paper.new for paper in case.papers):
        return NextAct("新しく届いた書類を見る", "#papers")
    if case.state == RETURNED:
        by_hand = NextAct("手紙か電話で伝えて、補正の返事を待つ", f"{address}/letter")
        return by_hand if waits.unreachable else NextAct("補正の返事を待っています")
    if waits.held:
        return NextAct("署名を確かめる", "#acts")
    if waits.mandate:
        return NextAct("代理を確かめる", "#acts")
    if waits.match:
        return NextAct("住民票の人かどうかを決める", f"{address}/match")
    if waits.blocked:
        return NextAct("先に片づけることを見る", "#acts")
    if case.state in (RECEIVED, SCREENING):
        return NextAct("形式審査をする", "#acts")
    return NextAct("結果を出す", "#acts")
