import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, NotFound, NotYours, required
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.campaigns.campaigns import Campaign
from portal.services.cases.keep_book import csv_line
from portal.services.residents.exclude_protected import hold_back, protected_of
from portal.services.shared.invitation_code import person_mark
from portal.services.shared.needs import Basics, HasInvitationKey, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.campaigns import invitations, stop_lists
from portal.store.campaigns.invitations import InvitationRow
from portal.store.campaigns.stop_lists import StopRow

SHOWN = 200
COLUMNS = ("整理番号", "氏名", "郵便番号", "住所", "様子", "手紙の回数", "開いた日")


@dataclass(frozen=True)
class Line:
    number: int
    reference: str
    name: str
    state: str
    printed: int
    opened: str
    answered: str


def describe_lines(installation: Records, unit: Unit, campaign: Campaign, rows: Sequence[InvitationRow]) -> list[Line]:
    """Without names of protected people."""
    expired, hidden = (
        campaign.expired(installation.clock.today()),
        protected_of(installation.protection_key, unit, campaign, rows),
    )
    lines = []
    for row in rows:
        person = campaign.person(row)
        name = "" if row.state == "by_hand" or row.id in hidden else person.name
        state = _state(row, expired)
        lines.append(
            Line(row.number, person.reference, name, state, row.printed, _day(row.opened_at), _day(row.answered_at))
        )
    return lines


def _day(at: int | None) -> str:
    return "" if at is None else tokyo_day(from_micro(at)).isoformat()


def _state(row: InvitationRow, expired: bool) -> str:
    if row.answered_by is not None:
        return "answered"
    if row.state != "ready":
        return row.state
    if expired:
        return "expired"
    return "opened" if row.opened_at is not None else "sent" if row.printed else "ready"


def list_people(
    installation: Records, unit: Unit, member: Member, campaign: Campaign, which: str, after: int
) -> list[Line]:
    """At most SHOWN, audited. Raises NotFound."""
    if which not in invitations.WHICH:
        raise NotFound(which)
    hold_back(
        installation.protection_key,
        unit,
        campaign,
        invitations.of_campaign(unit, campaign.id, which, after=after, most=SHOWN),
    )
    rows = invitations.of_campaign(unit, campaign.id, which, after=after, most=SHOWN)
    write_audit(installation, unit, member.actor, "see campaign", detail=f"{campaign.id} {which} {len(rows)} people")
    return describe_lines(installation, unit, campaign, rows)


def rest_csv(installation: Records, unit: Unit, member: Member, campaign: Campaign, states: dict[str, str]) -> bytes:
    hold_back(installation.protection_key, unit, campaign, invitations.of_campaign(unit, campaign.id, "silent"))
    rows = invitations.of_campaign(unit, campaign.id, "rest")
    write_audit(installation, unit, member.actor, "export campaign", detail=f"{campaign.id} {len(rows)} people")
    lines = [csv_line(COLUMNS)]
    for row, line in zip(rows, describe_lines(installation, unit, campaign, rows), strict=True):
        person = campaign.person(row)
        # A spreadsheet drops the zeros of 0000013.
        postal = f"{person.postal[:3]}-{person.postal[3:]}"
        address = ("", "") if row.state == "by_hand" else (postal, "　".join(person.lines))
        lines.append(
            csv_line((person.reference, line.name, *address, states[line.state], str(row.printed), line.opened))
        )
    return "\ufeff".encode() + b"".join(lines)


def stop_writing(installation: HasInvitationKey, unit: Unit, member: Member, campaign: Campaign, number: int) -> None:
    """Permanent for this duty. Raises Conflict if answered or void."""
    row = required(invitations.by_number(unit, campaign.id, number), NotFound("invitation"))
    person = campaign.person(row)
    if not invitations.close(unit, row.id, "stopped"):
        raise Conflict("invitation")
    mark = person_mark(installation.invitation_key, person.name, person.birth)
    box, stored = new_sealer(installation.keys, _stop_row(mark))
    stop = StopRow(
        0, campaign.row.duty, mark, stored.key_id, stored.wrapped, box.seal("person", {"name": person.name}), member.login,
        to_micro(installation.clock.now()),
    )  # fmt: skip
    stop_lists.add(unit, stop)
    write_audit(installation, unit, member.actor, "stop inviting", detail=f"{campaign.row.duty} {campaign.id} {number}")


def call_back(installation: Basics, unit: Unit, member: Member, campaign: Campaign, number: int) -> None:
    """Raises Conflict as `stop_writing`."""
    row = required(invitations.by_number(unit, campaign.id, number), NotFound("invitation"))
    if not invitations.close(unit, row.id, "revoked"):
        raise Conflict("invitation")
    write_audit(installation, unit, member.actor, "revoke invitation", detail=f"{campaign.id} {number}")


def _stop_row(mark: bytes) -> str:
    return f"stop:{mark.hex()}"


@dataclass(frozen=True)
class Stopped:
    id: int
    mark: str  # of this row and no later one with its number
    duty: str
    name: str
    by: str
    day: str


def list_stopped(installation: Records, unit: Unit, member: Member, duties: Sequence[str]) -> list[Stopped]:
    stopped = [
        Stopped(
            row.id, _mark(row), row.duty,
            sealer(installation.keys, _stop_row(row.mark), WrappedKey(row.key_id, row.wrapped_key)).open(
                "person", row.sealed_person
            )["name"],
            row.staff_login, _day(row.made_at),
        )
        for row in stop_lists.of_duties(unit, duties)
    ]  # fmt: skip
    write_audit(installation, unit, member.actor, "see stop list", detail=f"{len(stopped)} people")
    return stopped


def _mark(row: StopRow) -> str:
    return hashlib.sha256(row.wrapped_key).hexdigest()[:16]


def write_again(installation: Basics, unit: Unit, member: Member, stop_id: int, mark: str) -> None:
    """Raises NotFound, NotYours; Conflict if another person took the number."""
    row = required(stop_lists.by_id(unit, stop_id), NotFound("stop"))
    if not member.may("invite", row.duty):
        raise NotYours("stop")
    if mark != _mark(row):
        raise Conflict("stop")
    stop_lists.remove(unit, stop_id)
    write_audit(installation, unit, member.actor, "invite again", detail=f"{row.duty} {stop_id}")
