"""Mail to the offices that want it: how many applications came, and how many are late. No name, no number, no procedure."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from forms.numbers.calendar import open_day_until
from portal import outbox
from portal.clock import TOKYO, to_micro
from portal.outbox import About
from portal.services.shared.needs import Correspondence
from portal.store.desk import figures

_FROM_HOUR = 7
_WINDOW = 900  # seconds
_LATE = 60  # seconds until each application that arrived in a quarter of an hour is committed

_Offices = Mapping[tuple[str, str], tuple[str, ...]]  # (mail address, office) → its duties


def mail_sections(installation: Correspondence) -> int:
    # The number of mails. Idempotent: one each morning of a working day, or one for each quarter of an hour that brought something.
    if installation.mailer is None:
        return 0
    now = installation.clock.now().astimezone(TOKYO)
    today, made = now.date(), 0
    arrivals = _offices(installation, "arrival")
    if arrivals:
        window = (int(now.timestamp()) - _LATE) // _WINDOW * _WINDOW
        until = datetime.fromtimestamp(window, TOKYO)
        made += _mail(installation, arrivals, until - timedelta(seconds=_WINDOW), until, f"arrival:{window}")
    mornings = _offices(installation, "morning")
    if mornings and now.hour >= _FROM_HOUR and not installation.city.calendar.closed(today):
        until = now.replace(hour=_FROM_HOUR, minute=0, second=0, microsecond=0)
        before = open_day_until(today - timedelta(days=1), installation.city.calendar)
        since = datetime.combine(before, until.timetz())
        made += _mail(installation, mornings, since, until, f"morning:{today.isoformat()}")
    return made


def _offices(installation: Correspondence, news: str) -> _Offices:
    today, duties = installation.clock.today(), defaultdict[tuple[str, str], tuple[str, ...]](tuple)
    for duty in installation.city.duties:
        office = next((row for row in installation.city.duties[duty] if row.holds(today)), None)
        if office is not None and office.news == news:
            duties[(office.mail, office.office)] += (duty,)
    return duties


def _mail(installation: Correspondence, offices: _Offices, since: datetime, until: datetime, once: str) -> int:
    made, now = 0, to_micro(installation.clock.now())
    with installation.database.write() as unit:
        waiting = figures.waiting(unit, installation.clock.today().isoformat())
        for (address, office), duties in offices.items():
            came = sum(figures.by_day(unit, duties, to_micro(since), to_micro(until)).values())
            late = sum(row.late for row in waiting if row.duty in duties)
            is_open = sum(row.number for row in waiting if row.duty in duties)
            if not came and (once.startswith("arrival") or not late):
                continue
            payload = {"to": address, **_written(installation, office, came, is_open, late)}
            made += outbox.enqueue(
                installation.keys,
                unit,
                "report",
                "section",
                payload,
                once=f"{once}:{address}:{office}",
                about=About(),
                now=now,
            )
        unit.commit()
    return made


def _written(installation: Correspondence, office: str, came: int, is_open: int, late: int) -> dict[str, str]:
    city = installation.city
    lines = [
        f"{office}の申請管理です。", "",
        f"新しく届いた申請：{came}件", f"まだ終わっていない申請：{is_open}件", f"期限がすぎている申請：{late}件", "",
        f"{installation.settings.base_url}/desk", "--", f"{city.name} {city.service}", "",
    ]  # fmt: skip
    about = f"新しい申請が{came}件届きました" if came else f"期限がすぎている申請が{late}件あります"
    return {"subject": f"【{city.name}】{office}：{about}", "text": "\n".join(lines)}
