from dataclasses import dataclass

from sqlalchemy import String, bindparam, literal, select, update

from portal.db import Unit
from portal.models.campaigns.segment import Segment
from portal.models.cases.application import Application
from portal.models.residents.contact import Contact
from portal.store.cases.applications import ApplicationRow
from portal.store.statements import by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class SegmentRow:
    campaign_id: int
    procedure: str
    conditions: str
    people: int
    sent: int | None


_segment = Segment.table
_application = Application.table
_contact = Contact.table
_ADD = sql(insert_into(Segment, SegmentRow))
_OF = sql(rows(SegmentRow, Segment).where(by(_segment.c.campaign_id)))
_SENT = sql(
    update(_segment)
    .where(by(_segment.c.campaign_id), _segment.c.sent.is_(None))
    .values(sent=bindparam("number"))
)  # fmt: skip
# Between spaces, so that no use is a part of another.
_USES = literal(" ", String) + _contact.c.uses + literal(" ", String)
_WILLING = sql(
    rows(ApplicationRow, Application)
    .where(
        by(_application.c.procedure),
        _application.c.state != bindparam("but"),
        _application.c.person_id.in_(
            select(_contact.c.person_id).where(_contact.c.state == "proved", _USES.contains(bindparam("use")))
        ),
    )
    .order_by(_application.c.id)
)


def add(unit: Unit, row: SegmentRow) -> None:
    run(unit, _ADD, vars(row))


def of_campaign(unit: Unit, campaign_id: int) -> SegmentRow | None:
    return one(unit, _OF, campaign_id=campaign_id)


def mark_sent(unit: Unit, campaign_id: int, number: int) -> bool:
    return run(unit, _SENT, {"campaign_id": campaign_id, "number": number}).rowcount == 1


def willing(unit: Unit, procedure: str, use: str, but: str) -> list[ApplicationRow]:
    # Of people with a proved address for this use; `but`: not in this state.
    return every(unit, _WILLING, procedure=procedure, use=f" {use} ", but=but)
