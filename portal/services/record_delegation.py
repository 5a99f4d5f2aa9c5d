"""Keeps for whom somebody filed, and what staff found of it. Who files signs as themselves; nobody acts as the principal."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forms.answers import Answers
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound
from portal.services.ask_reception import MANDATE_PAPERS
from portal.services.cases import Case
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.own_case import demand_review
from portal.services.people_in import name_text, people_in
from portal.services.protect import protected_among
from portal.services.rights import Member
from portal.services.sign_in_resident import own_name
from portal.services.who_files import SELF
from portal.services.write_audit import write_audit
from portal.store import delegations, staff_members
from portal.store.delegations import (
    CLAIMED,
    DUE,
    NEVER,
    PRINCIPAL,
    REJECTED,
    REVOKED,
    TOLD,
    VERIFIED,
    DelegationRow,
)

MOST_SHOWN = 200
CARE_MANAGER = "care_manager"
_TELL = frozenset({"agent", CARE_MANAGER})
_ACTIONS = {VERIFIED: "verify delegation", REJECTED: "reject delegation", REVOKED: "revoke delegation"}


# How a principal is told: to them, never by way of whoever filed.
WAYS_TO_TELL = {"letter": "手紙（住民票の住所へ）", "phone": "電話", "counter": "窓口"}


@dataclass(frozen=True)
class DelegationView:
    """`principal` and `agent` by name, "" where none is known. `shown`: what showed it, or why it did not. `seen`: what the
    counter saw when it was entered, in words, and of which day it is; nobody has judged it by that. `ends`: its last day,
    None = with the application; `over`: that has passed, and the proxy opens nothing of it any more. `office`: 事業所番号 of a care manager, `office_name`
    as the city's list had it on the day of arrival, "" where it had none. `told`: whether the
    principal knows that somebody filed for them (due, told, never; "" nobody has to say), when and how."""

    kind: str
    principal: str
    agent: str
    starts: date
    state: str
    judged_by: str
    judged_at: datetime | None
    shown: str
    seen: str
    seen_day: date | None
    ends: date | None
    over: bool
    office: str
    office_name: str
    told: str
    told_at: datetime | None
    told_how: str


def record_delegation(
    installation: Installation, unit: Unit, draft: Draft, answers: Answers, application_id: int, role: str, day: date
) -> None:
    """Where somebody files for another; who files for themselves leaves no row."""
    if role in ("", SELF, "anyone"):
        return
    name = draft.procedure.principal.get("name", "")
    card = (
        own_name(installation, unit, draft.row.person_id) if draft.row.person_id and draft.row.staff_id is None else []
    )
    office = _office(draft, answers) if role == CARE_MANAGER else ""
    told = {"principal": name_text(answers[name]) if name in answers else "", "agent": card[0][0] if card else ""}
    if office:
        told |= {"office": office, "office_name": installation.city.places.care_office(office, day)}
    sealed = draft.sealer.seal("delegation", told)
    delegations.add(
        unit,
        DelegationRow(
            application_id, role, draft.procedure.id, day.isoformat(), sealed,
            told=_to_be_told(installation, unit, draft, answers, role),
        ),
    )  # fmt: skip


def _office(draft: Draft, answers: Answers) -> str:
    """The 事業所番号 that was written, "" where none was."""
    asked = (name for name, field in draft.procedure.by_name.items() if field.type.id == "office_number")
    return next((str(answers[name]) for name in asked if name in answers), "")


def _to_be_told(installation: Installation, unit: Unit, draft: Draft, answers: Answers, role: str) -> str:
    """Whom strangers file for is told of it [assumed: a family of one household is not, a 法定代理人 stands in their place];
    never where somebody may not be found: a letter could go to whom they fled from."""
    if role not in _TELL:
        return ""
    return NEVER if protected_among(installation, unit, people_in(draft.procedure, answers)) else DUE


def delegation_of(unit: Unit, case: Case, today: date) -> DelegationView | None:
    row = delegations.of_application(unit, case.row.id)
    if row is None:
        return None
    told: dict[str, Any] = case.sealer.open("delegation", row.sealed_people)
    member = staff_members.by_login(unit, row.judged_by) if row.judged_by else None
    return DelegationView(
        row.kind,
        told["principal"],
        told["agent"],
        date.fromisoformat(row.starts),
        row.state,
        "本人" if row.judged_by == PRINCIPAL else member.name if member else row.judged_by,
        from_micro(row.judged_at) if row.judged_at is not None else None,
        case.sealer.open(f"delegation:{row.judged_at}", row.sealed_shown) if row.sealed_shown else "",
        MANDATE_PAPERS.get(case.evidence.get("mandate", ""), ""),
        date.fromisoformat(day) if (day := case.evidence.get("mandate_day")) else None,
        date.fromisoformat(row.ends) if row.ends else None,
        row.state == VERIFIED and "" < row.ends < today.isoformat(),
        told.get("office", ""),
        told.get("office_name", ""),
        row.told,
        from_micro(row.told_at) if row.told_at is not None else None,
        case.sealer.open(f"told:{row.told_at}", row.sealed_told) if row.sealed_told else "",
    )


def judge_delegation(
    installation: Installation, unit: Unit, member: Member, case: Case, before: str, state: str, shown: str,
    ends: str = "",
) -> None:  # fmt: skip
    """What `wrong_with` has looked at. NotAllowed, OwnCase; NotFound where nobody filed for another; Conflict where it stands otherwise
    by now. A later paper may turn it."""
    demand_review(installation, unit, member, case)
    said = shown.strip()
    if state not in _ACTIONS or before not in (CLAIMED, *_ACTIONS):
        raise BadRequest("delegation")
    last = date.fromisoformat(ends).isoformat() if ends and state == VERIFIED else ""
    if delegations.of_application(unit, case.row.id) is None:
        raise NotFound("delegation")
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"delegation:{now}", said)
    if before == state or not delegations.judge(unit, case.row.id, before, state, member.login, now, sealed, last):
        raise Conflict("delegation")
    write_audit(installation, unit, member.actor, _ACTIONS[state], application_id=case.row.id)


def tell_principal(installation: Installation, unit: Unit, member: Member, case: Case, way: str, note: str) -> None:
    """Notes how the principal was told that somebody filed for them. Where somebody may not be found nobody is told, whatever
    was posted: that is what is noted then. NotAllowed; Conflict where nobody has to be told any more."""
    member.demand("review", case.row.duty)
    if way not in WAYS_TO_TELL:
        raise BadRequest("way")
    now = to_micro(installation.clock.now())
    told = NEVER if case.protected else TOLD
    how = WAYS_TO_TELL[way] + (f"：{note.strip()[:MOST_SHOWN]}" if note.strip() else "")
    sealed = None if case.protected else case.sealer.seal(f"told:{now}", how)
    if not delegations.tell(unit, case.row.id, told, now, sealed):
        raise Conflict("delegation")
    write_audit(installation, unit, member.actor, "tell principal", application_id=case.row.id, detail=told)


def wrong_with(installation: Installation, state: str, shown: str, ends: str) -> dict[str, str]:
    """What to mend, by box. `shown`: what was seen, or why it shows nothing; `ends`: the last day that the paper says, ISO, ""
    for none. A day that has passed shows nothing."""
    wrong = {}
    if not shown.strip():
        wrong["shown"] = "見たもの、または確かめられないわけを書いてください。"
    elif len(shown.strip()) > MOST_SHOWN:
        wrong["shown"] = f"{MOST_SHOWN}字までにしてください。"
    if state == VERIFIED and ends:
        try:
            if date.fromisoformat(ends) < installation.clock.today():
                wrong["ends"] = "委任の最後の日が過ぎています。その書類では確かめられません。"
        except ValueError:
            wrong["ends"] = "日付をもう一度選んでください。"
    return wrong
