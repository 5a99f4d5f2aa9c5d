"""Who of the register filed, where only a person can say: the question that an application leaves, what staff see side by
side, and what they decide. It ties the person to the register for the next time, whatever card they have then."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forms.calendar import in_both_calendars
from forms.variants import marked
from integrations.interfaces import AdapterError
from integrations.register_socket import Resident
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict, NeighbourDown, NotFound
from portal.services.cases import Case
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.linked_person import box_of
from portal.services.match_resident import UNDECIDED, candidates, flagged, line_of
from portal.services.own_case import demand_review
from portal.services.read_card import SEXES
from portal.services.rights import Member
from portal.services.sign_in_resident import card_of
from portal.services.told import REGISTER
from portal.services.write_audit import write_audit
from portal.store import people, register_matches, staff_members
from portal.store.register_matches import MATCHED, NOBODY, OPEN, LinkRow, MatchRow

MOST_REASON = 200
NO_ONE = "nobody"
_WORDS = {"male": "男", "female": "女", "other": "その他", "unknown": ""}
Marks = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Compared:
    """One attribute of card and register, sign by sign, with what differs."""

    label: str
    card: Marks
    register: Marks

    @property
    def same(self) -> bool:
        return not any(differs for _, differs in (*self.card, *self.register))


@dataclass(frozen=True)
class Candidate:
    """`token` names one in the form without telling their number."""

    token: str
    rows: tuple[Compared, ...]


def ask_who(installation: Installation, unit: Unit, draft: Draft, application_id: int) -> None:
    """Leaves the question where the register knew somebody who may be the applicant. The filing goes on."""
    told, person_id = draft.told.source(REGISTER), draft.row.person_id
    if told is None or told.certainty not in UNDECIDED or person_id is None:
        return
    card = card_of(installation, unit, person_id)["attributes"]
    now = to_micro(installation.clock.now())
    row = MatchRow(application_id, person_id, OPEN, draft.sealer.seal("match", card), now)
    register_matches.add(unit, row)


def question_of(unit: Unit, case: Case) -> tuple[MatchRow, Mapping[str, Any]]:
    """The question and what the card said. NotFound where there is none."""
    row = register_matches.of_application(unit, case.row.id)
    if row is None:
        raise NotFound("match")
    card: Mapping[str, Any] = case.sealer.open("match", row.sealed_card)
    return row, card


def look_up(installation: Installation, card: Mapping[str, Any]) -> tuple[Resident, ...]:
    """Who it may be. Asks a neighbour: no unit may be open. NeighbourDown while it does not answer."""
    if installation.register is None:
        raise NeighbourDown("register")
    try:
        return tuple(one for one, _ in candidates(installation.register, card))
    except AdapterError as failed:
        raise NeighbourDown(failed.code) from None


def compare(
    installation: Installation, case: Case, card: Mapping[str, Any], found: tuple[Resident, ...]
) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            token_of(installation, case, one),
            (
                _compared("氏名", flagged(card, "name"), one.name),
                _compared(
                    "生年月日", *(in_both_calendars(day) for day in (date.fromisoformat(card["birth"]), one.birth))
                ),
                _compared("性別", _WORDS.get(SEXES.get(card["sex_raw"], ""), ""), _WORDS.get(one.sex, "")),
                _compared("住所", flagged(card, "address"), line_of(one)),
            ),
        )
        for one in found
    )


def token_of(installation: Installation, case: Case, resident: Resident) -> str:
    told = f"match\n{case.row.id}\n{resident.id}".encode()
    return hmac.new(installation.form_key, told, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Matching:
    """How the question of a case stands: open, matched or nobody."""

    state: str
    at: datetime | None = None
    by: str = ""
    reason: str = ""


def matching_of(unit: Unit, case: Case) -> Matching | None:
    """None where nothing was to be asked."""
    row = register_matches.of_application(unit, case.row.id)
    if row is None:
        return None
    if row.settled_at is None or row.sealed_reason is None:
        return Matching(row.state)
    member = staff_members.by_login(unit, row.settled_by)
    reason = str(case.sealer.open(f"match:{row.settled_at}", row.sealed_reason))
    return Matching(row.state, from_micro(row.settled_at), member.name if member else row.settled_by, reason)


def may_settle(member: Member, case: Case, found: tuple[Resident, ...]) -> bool:
    """Of somebody protected only who may see them decides: the page shows where they live."""
    hidden = case.protected or any(one.protected for one in found)
    return not hidden or member.may("see protected", case.row.duty)


def settle_match(
    installation: Installation, unit: Unit, member: Member, case: Case, found: tuple[Resident, ...], chosen: str,
    reason: str,
) -> str:  # fmt: skip
    """What is to be mended, in one sentence, or "" where it is done. NotAllowed, OwnCase; NotFound where nothing is asked; Conflict if
    a colleague was faster, or who was chosen is not among `found` any more."""
    demand_review(installation, unit, member, case)
    row, _ = question_of(unit, case)
    if not may_settle(member, case, found):
        raise NotFound("match")
    said = reason.strip()
    if not said or len(said) > MOST_REASON:
        return f"わけを、{MOST_REASON}字までで書いてください。"
    resident = next((one for one in found if token_of(installation, case, one) == chosen), None)
    if resident is None and chosen != NO_ONE:
        return "どれかを選んでください。"
    now = to_micro(installation.clock.now())
    if resident is not None and not _link(installation, unit, row, resident, member, now):
        return "この人は、前に住民票のほかの人と結び付けられています。本人がもう一度カードでログインしてから、結び付けてください。"
    state = MATCHED if resident is not None else NOBODY
    sealed = case.sealer.seal(f"match:{now}", said)
    if not register_matches.settle(unit, case.row.id, state, member.login, now, sealed):
        raise Conflict("match")
    write_audit(installation, unit, member.actor, "settle match", application_id=case.row.id, detail=state)
    return ""


def _link(installation: Installation, unit: Unit, row: MatchRow, resident: Resident, member: Member, now: int) -> bool:
    """False where they are tied to another, and have not shown their card since: a tie is changed only by a fresh sign-in."""
    before = register_matches.link(unit, row.person_id)
    person = people.by_id(unit, row.person_id)
    box = box_of(installation, unit, row.person_id)
    if person is None or box is None:
        raise NotFound("person")
    if before is not None:
        if box.open("register", before.sealed_number) == resident.id:
            return True
        if person.signed_in_at <= before.linked_at:
            return False
    link = LinkRow(row.person_id, box.seal("register", resident.id), member.login, now)
    if not register_matches.put_link(unit, link, before.linked_at if before is not None else 0):
        raise Conflict("match")
    return True


def _compared(label: str, card: str, register: str) -> Compared:
    return Compared(label, tuple(marked(card, register)), tuple(marked(register, card)))
