"""Printed inside, opened outside."""

# Only the facts compared with a card go out.

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from integrations.sockets.interfaces import KeyStore
from portal.db import Unit
from portal.errors import NotFound
from portal.services.campaigns.campaigns import ENDED, OPEN, Addressed, Campaign, campaign_key, opened
from portal.services.shared.deferral import LeftOver
from portal.services.shared.invitation_code import code_hash, fact_hash
from portal.services.shared.needs import Basics, HasInvitationKey, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.campaigns import campaigns, invitations
from portal.store.campaigns.campaigns import CampaignRow
from portal.store.campaigns.invitations import InvitationRow
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow

Payload = Mapping[str, Any]
Report = dict[str, Any]
Item = tuple[str, object, Callable[[], Report]]
BLOCK = 200  # letters per item
_FACTS = ("uid", "procedure", "duty", "name", "purpose", "expires", "keep_days", "state", "made_at")
_CLOSED = frozenset({"stopped", "revoked"})


def report_letters(installation: Records, unit: Unit) -> Iterator[Item]:
    # Inside. Letters delivered by an office have no code.
    for campaign, block, rows in _blocks(installation.keys, unit):
        marks = [(row.number, row.state, row.answered_by) for row in rows]
        facts = {name: getattr(campaign.row, name) for name in _FACTS} | {"file": campaign.row.file_hash.hex()}

        def content(
            campaign: Campaign = campaign, rows: Sequence[InvitationRow] = rows, facts: Report = facts
        ) -> Report:
            return {"campaign": facts, "letters": [_letter(campaign, row) for row in rows]}

        yield f"{campaign.row.uid}/{block}", [facts, marks], content


def _blocks(
    keys: KeyStore, unit: Unit
) -> Iterator[tuple[Campaign, int, Sequence[InvitationRow]]]:  # fmt: skip
    for row in (*campaigns.in_state(unit, OPEN), *campaigns.in_state(unit, ENDED)):
        campaign, after = opened(keys, row), 0
        while rows := invitations.of_campaign(unit, row.id, after=after, most=BLOCK):
            after = rows[-1].number
            yield campaign, (rows[0].number - 1) // BLOCK, [letter for letter in rows if letter.state != "by_hand"]


def _letter(campaign: Campaign, row: InvitationRow) -> Report:
    facts: Report = {
        "number": row.number,
        "state": row.state,
        "answered_by": row.answered_by,
        "answered_at": row.answered_at,
    }
    if row.state != "ready" or row.sealed_code is None or campaign.row.state != OPEN:
        return facts
    person = campaign.person(row)
    prefill = campaign.box.open(f"prefill:{row.number}", row.sealed_prefill) if row.sealed_prefill is not None else {}
    return facts | {"code": campaign.code(row), "name": person.name, "birth": person.birth, "prefill": prefill}


def take_letters(installation: HasInvitationKey, rest: str, item: Payload, actor: Actor) -> None:
    # Outside. Raises LeftOver while the procedure is unknown.
    try:
        installation.catalogue.current(item["campaign"]["procedure"])
    except NotFound:
        raise LeftOver("definition") from None
    with installation.database.change() as unit:
        campaign = _campaign(installation.keys, unit, item["campaign"])
        for letter in item["letters"]:
            row = invitations.by_number(unit, campaign.id, letter["number"])
            if row is None and "code" in letter:
                invitations.add(unit, [_new(installation.invitation_key, campaign, letter)])
                continue
            if row is not None and letter["state"] in _CLOSED:
                invitations.close(unit, row.id, letter["state"])
            if row is not None and letter["answered_by"] is not None:
                invitations.mark_answered(unit, row.id, letter["answered_by"], letter["answered_at"])
        _taken(unit, f"letters/{rest}", item["step"])
        write_audit(installation, unit, actor, "take letters by courier", detail=rest)


def _campaign(keys: KeyStore, unit: Unit, facts: Payload) -> Campaign:
    row = campaigns.by_uid(unit, facts["uid"])
    if row is None:
        stored = campaign_key(keys, facts["uid"])[1]
        stored_facts = {name: facts[name] for name in _FACTS}
        row = CampaignRow(
            id=0, **stored_facts, file_hash=bytes.fromhex(facts["file"]), staff_id=None, key_id=stored.key_id,
            wrapped_key=stored.wrapped,
        )  # fmt: skip
        campaigns.add(unit, row)
        row = campaigns.by_uid(unit, facts["uid"])
        if row is None:
            raise LeftOver("campaign")
    if facts["state"] == ENDED and campaigns.move(unit, row.id, OPEN, ENDED):
        invitations.forget_contents(unit, row.id)
    return opened(keys, row)


def _new(invitation_key: bytes, campaign: Campaign, letter: Payload) -> InvitationRow:
    number, code = letter["number"], letter["code"]
    person = Addressed("", letter["name"], "", "", "", letter["birth"], "")
    return InvitationRow(
        0, campaign.id, number, "ready", code_hash(invitation_key, code), fact_hash(invitation_key, code, letter["birth"]),
        campaign.box.seal(f"person:{number}", asdict(person)), campaign.box.seal(f"prefill:{number}", letter["prefill"]), None,
    )  # fmt: skip


def report_answers(installation: Records, unit: Unit) -> Iterator[Item]:
    # Outside. Only letters that came from inside.
    for campaign, block, rows in _blocks(installation.keys, unit):
        key = f"{campaign.row.uid}/{block}"
        if courier_items.of(unit, f"letters/{key}") is None:
            continue
        answers = [
            {"number": row.number, "opened_at": row.opened_at, "at": row.answered_at, "by": row.answered_by}
            for row in rows
            if row.opened_at is not None
        ]
        if answers:
            yield key, answers, lambda answers=answers: {"answers": answers}  # type: ignore[misc]


def apply_answers(installation: Basics, rest: str, item: Payload, actor: Actor) -> None:
    # Inside. A revoked letter stays revoked; the application counts.
    with installation.database.change() as unit:
        campaign = campaigns.by_uid(unit, rest.partition("/")[0])
        if campaign is None:
            raise LeftOver("unknown")
        for answer in item["answers"]:
            row = invitations.by_number(unit, campaign.id, answer["number"])
            if row is None:
                raise LeftOver("unknown")
            invitations.mark_opened(unit, row.id, answer["opened_at"])
            if answer["by"] is not None:
                invitations.mark_answered(unit, row.id, answer["by"], answer["at"])
        _taken(unit, f"answers/{rest}", item["step"])
        write_audit(installation, unit, actor, "take answers by courier", detail=rest)


def _taken(unit: Unit, key: str, step: int) -> None:
    courier_items.keep(unit, replace(courier_items.of(unit, key) or ItemRow(key), taken_step=step, owes=True))
