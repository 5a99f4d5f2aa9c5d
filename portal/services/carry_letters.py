"""Letters of campaigns between the zones: made and printed inside, opened outside. What opens a letter is carried with what it fills in, and
of the person only what a card is compared with; who opened it, and which application answers it, comes back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from portal.db import Unit
from portal.errors import NotFound
from portal.services.actor import Actor
from portal.services.campaigns import ENDED, OPEN, Addressed, Campaign, campaign_key, opened
from portal.services.installation import Installation
from portal.services.invitation_code import code_hash, fact_hash
from portal.services.left_over import LeftOver
from portal.services.write_audit import write_audit
from portal.store import campaigns, courier_items, invitations
from portal.store.campaigns import CampaignRow
from portal.store.courier_items import ItemRow
from portal.store.invitations import InvitationRow

Said = Mapping[str, Any]
Told = dict[str, Any]
Item = tuple[str, object, Callable[[], Told]]
BLOCK = 200  # lines of a list that are told together
_FACTS = ("uid", "procedure", "duty", "name", "purpose", "expires", "keep_days", "state", "made_at")
_CLOSED = frozenset({"stopped", "revoked"})


def tell_letters(installation: Installation, unit: Unit) -> Iterator[Item]:
    """Inside. What an office brings itself has no code, and goes nowhere."""
    for campaign, block, rows in _blocks(installation, unit):
        marks = [(row.number, row.state, row.answered_by) for row in rows]
        facts = {name: getattr(campaign.row, name) for name in _FACTS} | {"file": campaign.row.file_hash.hex()}

        def told(campaign: Campaign = campaign, rows: Sequence[InvitationRow] = rows, facts: Told = facts) -> Told:
            return {"campaign": facts, "letters": [_letter(campaign, row) for row in rows]}

        yield f"{campaign.row.uid}/{block}", [facts, marks], told


def _blocks(
    installation: Installation, unit: Unit
) -> Iterator[tuple[Campaign, int, Sequence[InvitationRow]]]:  # fmt: skip
    for row in (*campaigns.in_state(unit, OPEN), *campaigns.in_state(unit, ENDED)):
        campaign, after = opened(installation, row), 0
        while rows := invitations.of_campaign(unit, row.id, after=after, most=BLOCK):
            after = rows[-1].number
            yield campaign, (rows[0].number - 1) // BLOCK, [one for one in rows if one.state != "by_hand"]


def _letter(campaign: Campaign, row: InvitationRow) -> Told:
    facts: Told = {
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


def take_letters(installation: Installation, rest: str, said: Said, actor: Actor) -> None:
    """Outside. LeftOver where the procedure is not here yet."""
    try:
        installation.catalogue.current(said["campaign"]["procedure"])
    except NotFound:
        raise LeftOver("definition") from None
    with installation.database.write() as unit:
        campaign = _campaign(installation, unit, said["campaign"])
        for one in said["letters"]:
            row = invitations.by_number(unit, campaign.id, one["number"])
            if row is None and "code" in one:
                invitations.add(unit, [_new(installation, campaign, one)])
                continue
            if row is not None and one["state"] in _CLOSED:
                invitations.close(unit, row.id, one["state"])
            if row is not None and one["answered_by"] is not None:
                invitations.mark_answered(unit, row.id, one["answered_by"], one["answered_at"])
        _taken(unit, f"letters/{rest}", said["step"])
        write_audit(installation, unit, actor, "take letters by courier", detail=rest)
        unit.commit()


def _campaign(installation: Installation, unit: Unit, facts: Said) -> Campaign:
    row = campaigns.by_uid(unit, facts["uid"])
    if row is None:
        stored = campaign_key(installation, facts["uid"])[1]
        told = {name: facts[name] for name in _FACTS}
        row = CampaignRow(
            id=0, **told, file_hash=bytes.fromhex(facts["file"]), staff_id=None, key_id=stored.key_id,
            wrapped_key=stored.wrapped,
        )  # fmt: skip
        campaigns.add(unit, row)
        row = campaigns.by_uid(unit, facts["uid"])
        if row is None:
            raise LeftOver("campaign")
    if facts["state"] == ENDED and campaigns.move(unit, row.id, OPEN, ENDED):
        invitations.forget_contents(unit, row.id)
    return opened(installation, row)


def _new(installation: Installation, campaign: Campaign, one: Said) -> InvitationRow:
    number, code = one["number"], one["code"]
    person = Addressed("", one["name"], "", "", "", one["birth"], "")
    return InvitationRow(
        0, campaign.id, number, "ready", code_hash(installation, code), fact_hash(installation, code, one["birth"]),
        campaign.box.seal(f"person:{number}", asdict(person)), campaign.box.seal(f"prefill:{number}", one["prefill"]), None,
    )  # fmt: skip


def tell_answers(installation: Installation, unit: Unit) -> Iterator[Item]:
    """Outside. Only what came from inside is told of: there nobody else's letters are known."""
    for campaign, block, rows in _blocks(installation, unit):
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


def hear_answers(installation: Installation, rest: str, said: Said, actor: Actor) -> None:
    """Inside. What was called back here before it was answered stays so: the application came all the same."""
    with installation.database.write() as unit:
        campaign = campaigns.by_uid(unit, rest.partition("/")[0])
        if campaign is None:
            raise LeftOver("unknown")
        for one in said["answers"]:
            row = invitations.by_number(unit, campaign.id, one["number"])
            if row is None:
                raise LeftOver("unknown")
            invitations.mark_opened(unit, row.id, one["opened_at"])
            if one["by"] is not None:
                invitations.mark_answered(unit, row.id, one["by"], one["at"])
        _taken(unit, f"answers/{rest}", said["step"])
        write_audit(installation, unit, actor, "take answers by courier", detail=rest)
        unit.commit()


def _taken(unit: Unit, key: str, step: int) -> None:
    courier_items.keep(unit, replace(courier_items.of(unit, key) or ItemRow(key), taken_step=step, owes=True))
