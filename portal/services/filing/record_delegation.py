"""For whom an agent filed, and what staff verified."""

# Agents sign as themselves.

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forms.answers import Answers
from forms.definition.mandate import acts_question
from forms.definition.signers import is_minor
from forms.path.filer import SELF
from portal.clock import Clock, from_micro, to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound, required
from portal.services.cases.cases import Case
from portal.services.cases.mandate_acts import asked_acts, judged_scope, named_acts, stated_scope
from portal.services.cases.own_case import demand_review
from portal.services.filing.drafts import Draft
from portal.services.procedures.ask_reception import MANDATE_PAPERS
from portal.services.residents.protect import protected_among
from portal.services.residents.sign_in_company import company_facts
from portal.services.residents.sign_in_resident import own_name
from portal.services.shared.needs import Basics, HasPayments, Records
from portal.services.shared.people_in import name_text, people_in
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.signing import delegations
from portal.store.signing.delegations import (
    CLAIMED,
    DUE,
    INFORMED,
    NEVER,
    PRINCIPAL,
    REJECTED,
    REVOKED,
    VERIFIED,
    DelegationRow,
)
from portal.store.staff import staff_members

MOST_SHOWN = 200
CARE_MANAGER = "care_manager"
# The law or a court names them, and a decision reaches the person through them: notices name both (evidence of the case).
GUARDIAN, REPRESENTATIVE = "guardian", "representative"
_NOTIFIED_ROLES = frozenset({"agent", CARE_MANAGER})
_ACTIONS = {VERIFIED: "verify delegation", REJECTED: "reject delegation", REVOKED: "revoke delegation"}


# ways of notifying the principal, never through the agent
NOTIFICATION_WAYS = {"letter": "手紙（住民票の住所へ）", "phone": "電話", "counter": "窓口"}


@dataclass(frozen=True)
class DelegationView:
    # `shown`: evidence staff saw. `seen`, `seen_day`: noted at entry, not verified. `over`: the agent lost access
    # after `ends`. `office`: 事業所番号 of a care manager. `notified`: due, told, never; "" not needed. `minors`: who of
    # both was under 18 on filing.

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
    notified: str
    notified_at: datetime | None
    notified_how: str
    minors: tuple[str, ...] = ()
    acts: tuple[tuple[str, str, bool], ...] = ()  # (code, label, asked), where its procedure names them


def record_delegation(
    installation: Records, unit: Unit, draft: Draft, answers: Answers, application_id: int, role: str, day: date
) -> None:
    if role in ("", SELF, "anyone"):
        return
    name = draft.procedure.principal.get("name", "")
    card = _card(installation, unit, draft)
    # Of an agent's many clients the company says more than the person in charge there.
    organisation = str(answers.get(draft.procedure.addressee.get("organisation", "")) or "")
    office = _office(draft, answers) if role == CARE_MANAGER else ""
    people: dict[str, Any] = {
        "principal": "\u3000".join(filter(None, (organisation, name_text(answers[name]) if name in answers else ""))),
        "agent": agent_name(installation, unit, draft, answers),
    }
    if office:
        people |= {"office": office, "office_name": installation.city.places.care_office(office, day)}
    birth = answers.get(draft.procedure.principal.get("birth", ""))
    births = {"principal": str(birth or ""), "agent": card[0][1] if card else ""}
    people["minors"] = [who for who, born in births.items() if born and is_minor(born, day)]
    sealed = draft.sealer.seal("delegation", people)
    delegations.add(
        unit,
        DelegationRow(
            application_id, role, stated_scope(draft.procedure, answers), day.isoformat(), sealed,
            informed=_notification_state(installation.protection_key, unit, draft, answers, role),
        ),
    )  # fmt: skip


def _card(installation: Records, unit: Unit, draft: Draft) -> list[tuple[str, str]]:
    person_id = draft.row.person_id if draft.row.staff_id is None else None
    return own_name(installation.keys, unit, person_id) if person_id else []


def agent_name(installation: Records, unit: Unit, draft: Draft, answers: Answers) -> str:
    card = _card(installation, unit, draft)
    return card[0][0] if card else _agent_company(installation, unit, draft) or _named(draft, answers)


def _agent_company(installation: Records, unit: Unit, draft: Draft) -> str:
    # 行政書士法人 and others who sign in with GビズID.
    person_id = draft.row.person_id if draft.row.staff_id is None else None
    return company_facts(installation.keys, unit, person_id).get("name", "") if person_id else ""


def _named(draft: Draft, answers: Answers) -> str:
    # As they wrote it: nothing else is known of a resident who signed in by mail.
    asked = (field.id for field in draft.procedure.fields if field.role == "filer" and field.type.id == "person_name")
    return next((name_text(answers[name]) for name in asked if name in answers), "")


def _office(draft: Draft, answers: Answers) -> str:
    asked = (name for name, field in draft.procedure.by_name.items() if field.type.id == "office_number")
    return next((str(answers[name]) for name in asked if name in answers), "")


def _notification_state(protection_key: bytes, unit: Unit, draft: Draft, answers: Answers, role: str) -> str:
    # [assumed] Not for household members or 法定代理人; never for a protected person: a letter could reach the abuser.
    if role not in _NOTIFIED_ROLES:
        return ""
    return NEVER if protected_among(protection_key, unit, people_in(draft.procedure, answers)) else DUE


def delegation_of(unit: Unit, case: Case, today: date) -> DelegationView | None:
    row = delegations.of_application(unit, case.row.id)
    if row is None:
        return None
    people: dict[str, Any] = case.sealer.open("delegation", row.sealed_people)
    member = staff_members.by_login(unit, row.judged_by) if row.judged_by else None
    return DelegationView(
        row.kind,
        people["principal"],
        people["agent"],
        date.fromisoformat(row.starts),
        row.state,
        "本人" if row.judged_by == PRINCIPAL else member.name if member else row.judged_by,
        from_micro(row.judged_at) if row.judged_at is not None else None,
        case.sealer.open(f"delegation:{row.judged_at}", row.sealed_shown) if row.sealed_shown else "",
        MANDATE_PAPERS.get(case.evidence.get("mandate", ""), ""),
        date.fromisoformat(day) if (day := case.evidence.get("mandate_day")) else None,
        date.fromisoformat(row.ends) if row.ends else None,
        row.state == VERIFIED and "" < row.ends < today.isoformat(),
        people.get("office", ""),
        people.get("office_name", ""),
        row.informed,
        from_micro(row.told_at) if row.told_at is not None else None,
        case.sealer.open(f"told:{row.told_at}", row.sealed_told) if row.sealed_told else "",
        tuple(people.get("minors", ())),
        _acts(case, row),
    )


def _acts(case: Case, row: DelegationRow) -> tuple[tuple[str, str, bool], ...]:
    question, asked = acts_question(case.procedure), asked_acts(case, row)
    labels = question.settings.options if question is not None else {}
    return tuple((act, labels[act].label, act in asked) for act in named_acts(case.procedure))


def judge_delegation(
    installation: HasPayments, unit: Unit, member: Member, case: Case, before: str, state: str, shown: str,
    ends: str = "", acts: Collection[str] | None = None,
) -> None:  # fmt: skip
    """After `wrong_with`. `acts`: what the paper allows, also of one that was verified; None = as it is. Raises NotAllowed,
    OwnCase, NotFound, or Conflict if changed since."""
    demand_review(installation, unit, member, case)
    reason = shown.strip()
    if state not in _ACTIONS or before not in (CLAIMED, *_ACTIONS):
        raise BadRequest("delegation")
    last = date.fromisoformat(ends).isoformat() if ends and state == VERIFIED else ""
    row = required(delegations.of_application(unit, case.row.id), NotFound("delegation"))
    scope = judged_scope(case, row, acts) if state == VERIFIED else row.scope
    if before == state:
        last = row.ends
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"delegation:{now}", reason)
    changes = before != state or scope != row.scope
    if not changes or not delegations.judge(unit, case.row.id, before, state, member.login, now, sealed, last):
        raise Conflict("delegation")
    delegations.cover(unit, case.row.id, scope)
    detail = scope if scope != row.scope else ""
    write_audit(installation, unit, member.actor, _ACTIONS[state], application_id=case.row.id, detail=detail)


def record_notification(installation: Basics, unit: Unit, member: Member, case: Case, way: str, note: str) -> None:
    """In a protected case the principal is never notified. Raises NotAllowed, or Conflict if none is due."""
    member.demand("review", case.row.duty)
    if way not in NOTIFICATION_WAYS:
        raise BadRequest("way")
    now = to_micro(installation.clock.now())
    state = NEVER if case.protected else INFORMED
    method = NOTIFICATION_WAYS[way] + (f"：{note.strip()[:MOST_SHOWN]}" if note.strip() else "")
    sealed = None if case.protected else case.sealer.seal(f"told:{now}", method)
    if not delegations.record_notification(unit, case.row.id, state, now, sealed):
        raise Conflict("delegation")
    write_audit(installation, unit, member.actor, "tell principal", application_id=case.row.id, detail=state)


def wrong_with(clock: Clock, state: str, shown: str, ends: str) -> dict[str, str]:
    messages = {}
    if not shown.strip():
        messages["shown"] = "見たもの、または確かめられない理由を書いてください。"
    elif len(shown.strip()) > MOST_SHOWN:
        messages["shown"] = f"{MOST_SHOWN}字までにしてください。"
    if state == VERIFIED and ends:
        try:
            if date.fromisoformat(ends) < clock.today():
                messages["ends"] = "委任の最後の日が過ぎています。その書類では確かめられません。"
        except ValueError:
            messages["ends"] = "日付をもう一度選んでください。"
    return messages
