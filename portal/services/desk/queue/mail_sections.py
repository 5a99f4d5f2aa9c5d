"""Mail to the offices that want it: how many applications came, and how many are late."""

# No name, no number, no procedure.

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from portal import outbox
from portal.clock import TOKYO, from_micro, to_micro
from portal.db import Unit
from portal.outbox import About
from portal.services.shared.needs import Correspondence
from portal.store.desk import figures, office_mails, queues
from portal.store.desk.office_mails import OfficeMailRow
from portal.store.notices import deliveries

MORNING, ARRIVAL = "morning", "arrival"
_FROM_HOUR = 7
_PAUSE = 900_000_000  # microseconds between two mails about arrivals
_SETTLED = 60_000_000  # until what was stored then is committed
_MOST = 10_000

_Office = tuple[str, str]  # mail address, name


def mail_sections(installation: Correspondence) -> int:
    # Where the section works: zone outer has no desk.
    if installation.mailer is None or installation.settings.zone == "outer":
        return 0
    offices = _offices(installation)
    if not offices:
        return 0
    now = installation.clock.now().astimezone(TOKYO)
    with installation.database.read() as unit:
        marks = office_mails.marks(unit)
        due = {
            office: marks[office]
            for office, (news, _) in offices.items()
            if office in marks
            and _due(installation, news, marks[office], now)
            # While the mail server is down what comes later goes into the next mail, not into one each.
            and not deliveries.waits(unit, _once(marks[office]))
        }
        last = min((mark.last_id for mark in due.values()), default=0)
        came = office_mails.stored(unit, last, to_micro(now) - _SETTLED, _MOST) if due else []
        newest = queues.newest(unit)
    wanted = {
        office: ids
        for office, mark in due.items()
        if (ids := [id_ for id_, duty in came if duty in offices[office][1] and id_ > mark.last_id])
    }
    new = [office for office in offices if office not in marks]
    if not new and not wanted and not any(offices[office][0] == MORNING for office in due):
        return 0
    with installation.database.change() as unit:
        for address, name in new:
            office_mails.add(unit, OfficeMailRow(address, name, newest, to_micro(now)))
        return _mail(installation, unit, offices, due, wanted, now)


def _offices(installation: Correspondence) -> Mapping[_Office, tuple[str, frozenset[str]]]:
    # Office → (news, its duties).
    today, duties, news = installation.clock.today(), defaultdict[_Office, set[str]](set), dict[_Office, str]()
    for duty, rows in installation.city.duties.items():
        office = next((row for row in rows if row.holds(today)), None)
        if office is not None and office.news:
            duties[(office.mail, office.office)].add(duty)
            news[(office.mail, office.office)] = office.news
    return {office: (news[office], frozenset(duties[office])) for office in duties}


def _due(installation: Correspondence, news: str, mark: OfficeMailRow, now: datetime) -> bool:
    if news == ARRIVAL:
        return to_micro(now) - mark.mailed_at >= _PAUSE
    before = from_micro(mark.mailed_at).astimezone(TOKYO).date()
    return before < now.date() and now.hour >= _FROM_HOUR and not installation.city.calendar.closed(now.date())


def _mail(
    installation: Correspondence,
    unit: Unit,
    offices: Mapping[_Office, tuple[str, frozenset[str]]],
    due: Mapping[_Office, OfficeMailRow],
    wanted: Mapping[_Office, list[int]],
    now: datetime,
) -> int:
    # What the applicant has to answer first is not late.
    waiting = [row for row in figures.waiting(unit, now.date().isoformat()) if row.state != "returned"]
    made = 0
    for office, mark in due.items():
        (address, name), (news, duties), ids = office, offices[office], wanted.get(office, [])
        late = sum(row.late for row in waiting if row.duty in duties)
        if not ids and news == ARRIVAL:
            continue
        moved = OfficeMailRow(address, name, max([mark.last_id, *ids]), to_micro(now))
        if not office_mails.move(unit, moved, mark) or not (ids or late):
            continue
        is_open = sum(row.number for row in waiting if row.duty in duties)
        payload = {"to": address, **_written(installation, name, len(ids), is_open, late)}
        made += outbox.enqueue(
            installation.keys, unit, "report", "section", payload, once=_once(moved), about=About(), now=to_micro(now)
        )
    return made


def _once(mark: OfficeMailRow) -> str:
    return f"section:{mark.address}:{mark.office}:{mark.mailed_at}"


def _written(installation: Correspondence, office: str, came: int, is_open: int, late: int) -> dict[str, str]:
    city = installation.city
    lines = [
        f"{office}の申請管理です。", "",
        f"新しく届いた申請：{came}件", f"課が見る申請：{is_open}件", f"そのうち期限を過ぎた申請：{late}件", "",
        f"{installation.settings.base_url}/desk", "--", f"{city.name} {city.service}", "",
    ]  # fmt: skip
    about = f"新しい申請が{came}件届きました" if came else f"期限を過ぎた申請が{late}件あります"
    return {"subject": f"【{city.name}】{office}：{about}", "text": "\n".join(lines)}
