"""What a case waits for from the section: one thing, the most pressing first. Does nothing itself."""

from dataclasses import dataclass

from forms.kind import RECEIVED, RETURNED, SCREENING
from portal.services.describe_case import CaseView


@dataclass(frozen=True)
class NextAct:
    """`href`: where it is done; "" where there is only to wait."""

    words: str
    href: str = ""


@dataclass(frozen=True)
class Waits:
    """What else stands in the way: of the mandate, of the register, of a signature, of the applicant; `blocked` by anything
    else that closes ways (`forms.hold`)."""

    asked_to_stop: bool = False
    unread: bool = False
    mandate: bool = False
    match: bool = False
    held: bool = False
    extension: bool = False  # a statutory period ends: it is decided now, or put off by a notice
    untold: bool = False  # no notice reaches who is asked for a correction: by letter or telephone, then
    blocked: bool = False


def next_act(case: CaseView, waits: Waits, here: str) -> NextAct | None:
    """`here`: the address of the case. None where it is over and nobody wrote."""
    if waits.unread:
        return NextAct("メッセージを読む", f"{here}/messages")
    if case.deadline is None:
        return None
    if waits.asked_to_stop:
        return NextAct("取下げの申し出に返事をする", f"{here}/stop")
    if any(one.passed for one in case.corrections):
        return NextAct("補正の期限を延ばすか、終えるかを決める", f"{here}/extend")
    if waits.extension:
        return NextAct("期間が終わる前に、決めるか、延ばす通知をする", f"{here}/period")
    if any(paper.new for paper in case.papers):
        return NextAct("新しく届いた書類を見る", "#papers")
    if case.state == RETURNED:
        by_hand = NextAct("手紙か電話で伝えて、補正の返事を待つ", f"{here}/letter")
        return by_hand if waits.untold else NextAct("補正の返事を待っています")
    if waits.held:
        return NextAct("署名を確かめる", "#acts")
    if waits.mandate:
        return NextAct("代理を確かめる", "#acts")
    if waits.match:
        return NextAct("住民票の人かどうかを決める", f"{here}/match")
    if waits.blocked:
        return NextAct("先に片づけることを見る", "#acts")
    if case.state in (RECEIVED, SCREENING):
        return NextAct("形式審査をする", "#acts")
    return NextAct("結果を出す", "#acts")
