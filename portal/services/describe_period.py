"""The period of a case in words: how long the city takes and by which rule, when it stands, and how long it stood. For the desk;
computes no day of its own."""

from collections.abc import Iterable, Mapping

from forms.procedure import Period
from portal.clock import from_micro
from portal.db import Unit
from portal.services.after_waiting import days_waited
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.official_words import STATES
from portal.services.submit_application import promised_days
from portal.store import applications
from portal.store.applications import EventRow

_KINDS: Mapping[str, str] = {"standard": "標準処理期間", "statutory": "法律の期間"}
_UNITS: Mapping[str, str] = {"day": "日", "bizday": "日（開庁日）", "week": "週", "month": "か月"}


def describe_period(installation: Installation, unit: Unit, case: Case) -> tuple[tuple[str, str], ...]:
    """(label, words); () where nothing is promised."""
    period, settings = case.procedure.period, case.evidence.get("settings", {})
    environment = installation.environment(case.procedure, case.arrival_day, case.row.door, in_force=settings)
    days = promised_days(case.procedure, environment)
    if period is None or days is None:
        return ()
    sure = "（めやす。市の担当が確かめていません）" if period.certainty == "assumed" else ""
    stops = "、".join(STATES[state] for state in period.stops)
    told = [
        (_KINDS[period.kind], f"届いた日の次の日から{days}{_UNITS[period.unit]}{sure}"),
        ("止まるとき", f"{stops}の間は数えません" if stops else "止まりません。補正を待つ日も数えます"),
    ]
    stood = _stood(installation, period, applications.events(unit, case.row.id))
    words = f"{stood}{_UNITS['bizday' if period.unit == 'bizday' else 'day']}"
    if case.row.state in period.stops:
        told.append(
            ("止まっていた日", f"{words}。{from_micro(case.row.changed_at):%-m月%-d日}から、また止まっています")
        )
    elif stood:
        told.append(("止まっていた日", words))
    return tuple(told)


def _stood(installation: Installation, period: Period, events: Iterable[EventRow]) -> int:
    """From each time it came into such a state to the time it left, as the due day was put off by it."""
    stood, since = 0, 0
    for event in events:
        if event.to_state in period.stops and not since:
            since = event.at
        elif since and event.to_state not in period.stops:
            stood, since = stood + days_waited(installation, period, since, event.at), 0
    return stood
