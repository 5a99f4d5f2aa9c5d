"""Fates of cases: states, acts, ages."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.cli.demo_city import act_as_applicant as applicant
from portal.cli.demo_city import treat_case as desk
from portal.cli.demo_city.file_case import Filed
from portal.cli.demo_city.making import Making

# Of one case: making, filed, duty.
Act = Callable[[Making, Filed, str], None]


@dataclass(frozen=True)
class Fate:
    """`share` of a thousand cases."""

    name: str
    share: int
    ages: tuple[int, int]  # least and most days since arrival
    acts: tuple[tuple[int, Act], ...] = ()  # open days to wait, then the act
    want: str = ""  # outcome proposed, "" = none
    online: bool = False  # by the applicant
    approval: bool = False  # only with a second person
    kind: str = ""  # "" = any


def _staff(act: Callable[[desk.Desk], None], *, approver: bool = False) -> Act:
    def run(making: Making, filed: Filed, duty: str) -> None:
        desk.at_desk(making, filed, duty, act, approver=approver)

    return run


def _own(act: Callable[[Making, Filed], None]) -> Act:
    return lambda making, filed, _duty: act(making, filed)


_TAKE, _TICK, _EXAMINE = (1, _staff(desk.take)), (1, _staff(desk.tick)), (1, _staff(desk.examine))
_FEE, _RETURN = (0, _staff(desk.take_fee)), (1, _staff(desk.send_back))
_PAPERS = (0, _staff(desk.receive_papers))
_READY = (_TAKE, _PAPERS, _TICK, _FEE, _EXAMINE)
_GOOD, _BAD = (1, _staff(desk.decide("good"))), (1, _staff(desk.decide("bad")))
_APPROVED = (1, _staff(desk.approve, approver=True))

FATES = (
    Fate("new", 90, (0, 3)),
    Fate("waits unseen", 14, (14, 40)),
    Fate("taken", 45, (2, 9), (_TAKE,)),
    Fate("taken with a memo", 20, (4, 16), (_TAKE, (1, _staff(desk.note)))),
    Fate("returned", 50, (5, 13), (_TAKE, _RETURN)),
    Fate("returned long ago", 16, (38, 60), (_TAKE, _RETURN)),
    Fate("corrected", 40, (11, 20), (_TAKE, _RETURN, (3, applicant.correct))),
    Fate("examined", 70, (7, 15), _READY),
    Fate("asked a section", 20, (9, 18), (*_READY, (1, _staff(desk.ask_section))), kind="application"),
    Fate("wants to stop", 12, (9, 16), (*_READY, (1, _own(applicant.stop))), online=True),
    Fate("asked the office", 20, (6, 14), (_TAKE, (1, _own(applicant.ask))), online=True),
    Fate("got an answer", 15, (9, 20), (_TAKE, (1, _own(applicant.ask)), (1, _staff(desk.answer_message))), online=True),
    Fate("to be approved", 30, (11, 20), (*_READY, _GOOD), want="good", approval=True, kind="application"),
    Fate("refusal to be approved", 10, (11, 20), (*_READY, _BAD), want="bad", approval=True, kind="application"),
    Fate(
        "not approved", 10, (13, 22), (*_READY, _BAD, (1, _staff(desk.refuse_approval, approver=True))),
        want="bad", approval=True, kind="application",
    ),
    Fate("approved by two", 30, (14, 80), (*_READY, _GOOD, _APPROVED), want="good", approval=True, kind="application"),
    Fate("decided", 370, (11, 110), (*_READY, _GOOD), want="good"),
    Fate("decided after a correction", 35, (20, 90), (_TAKE, _RETURN, (3, applicant.correct), _PAPERS, _TICK, _FEE, _EXAMINE, _GOOD), want="good"),
    Fate("partly", 10, (12, 90), (*_READY, (1, _staff(desk.decide("partly")))), want="partly", kind="application"),
    Fate("refused", 35, (12, 90), (*_READY, _BAD), want="bad"),
    Fate("waits for a place", 10, (12, 40), (*_READY, (1, _staff(desk.decide("waiting")))), want="waiting"),
    Fate("kept from the batch", 15, (12, 30), (*_READY, _GOOD, (0, _staff(desk.keep_from_batch))), want="good", kind="application"),
    Fate("withdrawn", 35, (6, 90), (_TAKE, (1, _own(applicant.stop))), online=True),
)  # fmt: skip
