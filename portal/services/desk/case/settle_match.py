"""Staff decide which resident of the register filed, where the automatic match is ambiguous."""

# The link counts for later applications too.

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forms.numbers.calendar import in_both_calendars
from forms.text.variants import marked
from integrations.sockets.interfaces import AdapterError, KeyStore
from integrations.sockets.register_socket import Resident, ResidentRegister
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict, NeighbourDown, NotFound, required
from portal.services.cases.cases import Case
from portal.services.cases.own_case import demand_review
from portal.services.desk.needs import DeskNeeds
from portal.services.filing.drafts import Draft
from portal.services.residents.addressee import keep_number
from portal.services.residents.linked_person import box_of
from portal.services.residents.match_resident import UNDECIDED, candidates, flagged, line_of
from portal.services.residents.read_card import SEXES
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.known_sources import REGISTER
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.residents import addressee_numbers, people, register_matches
from portal.store.residents.addressee_numbers import CHOSEN
from portal.store.residents.register_matches import MATCHED, NOBODY, OPEN, LinkRow, MatchRow
from portal.store.staff import staff_members

MOST_REASON = 200
NO_RESIDENT = "nobody"
_WORDS = {"male": "男", "female": "女", "other": "その他", "unknown": ""}
Marks = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Compared:
    label: str
    card: Marks
    register: Marks

    @property
    def same(self) -> bool:
        return not any(differs for _, differs in (*self.card, *self.register))


@dataclass(frozen=True)
class Candidate:
    """`token` reveals no number."""

    token: str
    rows: tuple[Compared, ...]


def ask_who(installation: Records, unit: Unit, draft: Draft, application_id: int) -> None:
    """If the register has a resident who may be the applicant. The filing continues."""
    register_source, person_id = draft.known.source(REGISTER), draft.row.person_id
    if register_source is None or register_source.certainty not in UNDECIDED or person_id is None:
        return
    card = card_of(installation.keys, unit, person_id)["attributes"]
    now = to_micro(installation.clock.now())
    row = MatchRow(application_id, person_id, OPEN, draft.sealer.seal("match", card), now)
    register_matches.add(unit, row)


def question_of(unit: Unit, case: Case) -> tuple[MatchRow, Mapping[str, Any]]:
    """With the card's data. Raises NotFound."""
    row = required(register_matches.of_application(unit, case.row.id), NotFound("match"))
    card: Mapping[str, Any] = case.sealer.open("match", row.sealed_card)
    return row, card


def look_up(register: ResidentRegister | None, card: Mapping[str, Any]) -> tuple[Resident, ...]:
    """Who it may be. Outside a unit. Raises NeighbourDown."""
    if register is None:
        raise NeighbourDown("register")
    try:
        return tuple(resident for resident, _ in candidates(register, card))
    except AdapterError as failed:
        raise NeighbourDown(failed.code) from None


def compare(
    form_key: bytes, case: Case, card: Mapping[str, Any], residents: tuple[Resident, ...]
) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            token_of(form_key, case, resident),
            (
                _compared("氏名", flagged(card, "name"), resident.name),
                _compared(
                    "生年月日", *(in_both_calendars(day) for day in (date.fromisoformat(card["birth"]), resident.birth))
                ),
                _compared("性別", _WORDS.get(SEXES.get(card["sex_raw"], ""), ""), _WORDS.get(resident.sex, "")),
                _compared("住所", flagged(card, "address"), line_of(resident)),
            ),
        )
        for resident in residents
    )


def token_of(form_key: bytes, case: Case, resident: Resident) -> str:
    content = f"match\n{case.row.id}\n{resident.id}".encode()
    return hmac.new(form_key, content, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Matching:
    """Open, matched or nobody."""

    state: str
    at: datetime | None = None
    by: str = ""
    reason: str = ""


def matching_of(unit: Unit, case: Case) -> Matching | None:
    """None if nothing was asked."""
    row = register_matches.of_application(unit, case.row.id)
    if row is None:
        return None
    if row.settled_at is None or row.sealed_reason is None:
        return Matching(row.state)
    member = staff_members.by_login(unit, row.settled_by)
    # It compares addresses.
    reason = "" if case.hides else str(case.sealer.open(f"match:{row.settled_at}", row.sealed_reason))
    return Matching(row.state, from_micro(row.settled_at), member.name if member else row.settled_by, reason)


def may_settle(member: Member, case: Case, residents: tuple[Resident, ...]) -> bool:
    """With a protected person, only a member who may see them: the page shows addresses."""
    hidden = case.protected or any(resident.protected for resident in residents)
    return not hidden or member.may("see protected", case.row.duty)


def settle_match(
    installation: DeskNeeds, unit: Unit, member: Member, case: Case, residents: tuple[Resident, ...], chosen: str,
    reason: str,
) -> str:  # fmt: skip
    """What is to be mended, or "". Raises NotAllowed, OwnCase; NotFound if nothing is asked; Conflict, also if the chosen person is
    no longer among `residents`."""
    demand_review(installation, unit, member, case)
    row, _ = question_of(unit, case)
    if not may_settle(member, case, residents):
        raise NotFound("match")
    note = reason.strip()
    if not note or len(note) > MOST_REASON:
        return f"理由を、{MOST_REASON}字までで書いてください。"
    resident = next(
        (candidate for candidate in residents if token_of(installation.form_key, case, candidate) == chosen), None
    )
    if resident is None and chosen != NO_RESIDENT:
        return "どれかを選んでください。"
    now = to_micro(installation.clock.now())
    if resident is not None and not _link(installation.keys, unit, row, resident, member, now):
        return "この人は、前に住民票のほかの人と結び付けられています。本人がもう一度カードでログインしてから、結び付けてください。"
    state = MATCHED if resident is not None else NOBODY
    sealed = case.sealer.seal(f"match:{now}", note)
    if not register_matches.settle(unit, case.row.id, state, member.login, now, sealed):
        raise Conflict("match")
    if resident is not None:
        place = len(addressee_numbers.of(unit, case.row.id)) + 1
        if not keep_number(installation, unit, case.row.id, case.sealer, resident.id, CHOSEN, place, member.login):
            raise Conflict("addressee number")
    write_audit(installation, unit, member.actor, "settle match", application_id=case.row.id, detail=state)
    return ""


def _link(keys: KeyStore, unit: Unit, row: MatchRow, resident: Resident, member: Member, now: int) -> bool:
    # False if they are linked to another resident and have not signed in since: only a fresh sign-in changes a link.
    before = register_matches.link(unit, row.person_id)
    person = people.by_id(unit, row.person_id)
    box = box_of(keys, unit, row.person_id)
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
