"""The mail comes also when all is well: its absence is noticed."""

from collections.abc import Callable, Mapping

from portal import outbox
from portal.clock import TOKYO, to_micro
from portal.outbox import About
from portal.services.audit.findings import OK, Finding, findings_of, in_order
from portal.services.shared.city_rules import is_nameless
from portal.services.shared.needs import Records
from portal.store.notices import deliveries

_FROM_HOUR = 7


def report_each_morning(installation: Records, ask: Callable[[], Mapping[str, str]]) -> int:
    addresses, now = installation.settings.morning_mail.split(), installation.clock.now().astimezone(TOKYO)
    if not addresses or now.hour < _FROM_HOUR:
        return 0
    keys = {address: f"report:{now:%Y-%m-%d}:{address}" for address in addresses}
    with installation.database.read() as unit:
        if all(deliveries.asked_for(unit, key) for key in keys.values()):
            return 0
    findings = in_order(findings_of(installation, ask()))
    subject, text = _written(_whose(installation), findings), _text(installation, findings)
    made = 0
    with installation.database.change() as unit:
        for address, once in keys.items():
            payload = {"to": address, "subject": subject, "text": text}
            made += outbox.enqueue(
                installation.keys, unit, "report", "state", payload, once=once, about=About(), now=to_micro(now)
            )
    return made


def _whose(installation: Records) -> str:
    # Who runs several installations knows those that have no city's name yet by their addresses.
    return installation.settings.base_url if is_nameless(installation.city) else installation.city.name


def _written(whose: str, findings: list[Finding]) -> str:
    bad = sum(finding.state != OK for finding in findings)
    return f"【{whose}】システムの状態：{f'見てほしいことが{bad}件あります' if bad else 'うまく動いています'}"


def _text(installation: Records, findings: list[Finding]) -> str:
    settings, city = installation.settings, installation.city
    lines = [f"{finding.mark} {finding.about}：{finding.words}" for finding in findings]
    return "\n".join(
        [
            *lines, "", f"詳しくは、管理者の「状態」の画面か、{settings.command} doctor で見られます。このメールは毎朝送ります。届かない日は、メールか裏側の処理が止まっています。",
            "--", city.service if is_nameless(city) else f"{city.name} {city.service}", settings.base_url, "",
        ]
    )  # fmt: skip
