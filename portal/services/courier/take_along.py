"""What a laptop of 出張受付 takes along (D330)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, required
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.courier.carry_items import items_along
from portal.services.courier.compare_zones import files_mark
from portal.services.courier.pack import Packed, pack_for_laptop
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import HasCourier, Records
from portal.services.shared.receipt_number import note_used, series_of
from portal.services.shared.rights import ALLOWED
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.staff.add_staff import disable_staff
from portal.services.staff.end_right import end_held
from portal.store.administration import city_editions
from portal.store.administration.city_editions import IN_FORCE, EditionRow
from portal.store.courier import courier
from portal.store.courier.courier import ALONG, IN, StepRow
from portal.store.staff import staff_members, staff_rights
from portal.store.staff.staff_members import RightRow, StaffRow

Payload = Mapping[str, Any]
Report = dict[str, Any]
MOST_DAYS = 31  # that accounts may be away


def take_along(
    installation: HasCourier, folder: Path, actor: Actor, laptop: int, logins: Sequence[str], last_day: str
) -> Packed:
    # Raises NotAllowed for an account that may not serve a counter by password; Conflict for a laptop that is not
    # known or days that are not, and as `pack_courier`.
    today = installation.clock.today()
    if not today.isoformat() <= last_day <= (today + timedelta(days=MOST_DAYS)).isoformat() or not logins:
        raise Conflict("courier")
    with installation.database.change() as unit:
        baggage = {
            "laptop": laptop, "until": last_day, "files": files_mark(installation.city.folder),
            "staff": [_report_member(installation, unit, login, last_day) for login in logins],
            "numbers": courier.numbers_like(unit, series_of(today, laptop)),
            "editions": [[row.part, row.text, row.to_file] for row in city_editions.in_force(unit).values()],
        }  # fmt: skip
        write_audit(
            installation, unit, actor, "take along", detail=f"laptop {laptop} until {last_day} {' '.join(logins)}"
        )
    along = list(items_along(installation, to_micro(installation.clock.now())))
    return required(pack_for_laptop(installation, folder, actor, laptop, baggage, along), Conflict("courier"))


def _report_member(installation: Records, unit: Unit, login: str, last_day: str) -> Report:
    row, today = staff_members.by_login(unit, login), installation.clock.today().isoformat()
    if row is None or not row.password_hash or row.shut_out(today):
        raise NotAllowed(login)
    last, days = min(last_day, row.last_day or last_day), dict[str, str]()
    for right in staff_members.rights(unit, row.id, today):
        if right.role in ALLOWED["enter"]:
            for duty in installation.city.duties if right.duty == "*" else {right.duty} & set(installation.city.duties):
                days[duty] = max(days.get(duty, ""), min(last, right.to_day or last))
    if not days:
        raise NotAllowed(login)
    return {
        "login": login, "name": row.name, "password": row.password_hash, "totp": _box(installation, row).open("totp", row.sealed_totp),
        "duties": list(days.items()),
    }  # fmt: skip


def _box(installation: Records, row: StaffRow) -> Any:
    return sealer(installation.keys, f"staff:{row.login}", WrappedKey(row.key_id, row.wrapped_key))


def unpack_baggage(installation: Records, baggage: Payload, number: int, actor: Actor) -> None:
    # On the laptop, unless a later package brought some. Commits its own unit. Raises LeftOver for another laptop's,
    # or no laptop.
    laptop = installation.settings.laptop
    if not laptop or baggage["laptop"] != laptop:
        raise LeftOver("baggage")
    with installation.database.write() as unit:
        if courier.last_number(unit, IN, ALONG) >= number:
            return
        for used in baggage["numbers"]:
            note_used(unit, used)
        came = dict(_take_staff(installation, unit, baggage))
        _shut_out_others(installation, unit, actor, came)
        _take_editions(installation, unit, baggage, next(iter(came.values())))
        now = to_micro(installation.clock.now())
        courier.add_step(unit, StepRow(now, IN, number, "", ALONG, " ".join(came), actor=str(actor)))
        detail = f"until {baggage['until']} {' '.join(came)}"
        write_audit(installation, unit, actor, "unpack what was taken along", detail=detail)
        unit.commit()


def _take_staff(installation: Records, unit: Unit, baggage: Payload) -> Iterator[tuple[str, int]]:
    today, now = installation.clock.today(), to_micro(installation.clock.now())
    for member in baggage["staff"]:
        login = member["login"]
        box, stored = new_sealer(installation.keys, f"staff:{login}")
        account = {
            "login": login, "password_hash": member["password"], "key_id": stored.key_id, "wrapped_key": stored.wrapped,
            "sealed_totp": box.seal("totp", member["totp"]),
        }  # fmt: skip
        row = staff_members.by_login(unit, login)
        staff_id = row.id if row is not None else staff_members.add(unit, name=member["name"], now=now, **account)
        if row is not None:
            staff_members.reset(unit, **account)
        if staff_id is None:
            raise Conflict("staff")
        _end_rights(unit, staff_id, (today - timedelta(days=1)).isoformat())
        for duty, until in member["duties"]:
            staff_members.grant(unit, staff_id, RightRow("clerk", duty, today.isoformat(), until))
        yield login, staff_id


def _end_rights(unit: Unit, staff_id: int, last: str) -> None:
    for held in staff_rights.of_staff(unit, staff_id):
        if held.to_day is None or held.to_day > last:
            end_held(unit, held, last)


def _shut_out_others(installation: Records, unit: Unit, actor: Actor, came: Mapping[str, int]) -> None:
    for row in staff_members.everyone(unit):
        if row.login not in came and row.disabled_at is None:
            disable_staff(installation, unit, actor, row.login)


def _take_editions(installation: Records, unit: Unit, baggage: Payload, written_by: int) -> None:
    here, now, today = city_editions.in_force(unit), to_micro(installation.clock.now()), installation.clock.today()
    for part, text, to_file in baggage["editions"]:
        row = here.get(part)
        if row is None or (row.text, row.to_file) != (text, to_file):
            city_editions.add(
                unit,
                EditionRow(0, part, None, text, to_file, "", today.isoformat(), IN_FORCE, 1, written_by, now, in_force_at=now),
            )  # fmt: skip
