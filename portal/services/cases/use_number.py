"""Viewed or filled in, audited without digits."""

import re
from collections.abc import Collection

from forms.definition.field import FieldSettings
from forms.fields.my_number import MyNumber
from forms.text.japanese import plain
from integrations.sockets.interfaces import KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.cases.cases import Case
from portal.services.desk.case.describe_numbers import PURPOSES, NumberPlace, checks_of, numbers_of
from portal.services.files.keep_numbers import open_number, seal_number
from portal.services.shared.needs import HasNumberKeys
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.files import my_numbers
from portal.store.files.attachments import Holder
from portal.store.files.my_numbers import LookRow

USE = "use number"
MOST_NOTE = 200
SHOWN_SECONDS = 60
_MANY_DIGITS = re.compile(r"(?:[0-9][^0-9]?){8}")


def number_place(number_keys: KeyStore | None, unit: Unit, member: Member, case: Case, place: str) -> NumberPlace:
    """Raises NotAllowed, NotFound."""
    member.demand(USE, case.row.duty)
    match = next(
        (place_of_number for place_of_number in numbers_of(number_keys, unit, case) if place_of_number.place == place),
        None,
    )
    if match is None:
        raise NotFound("number")
    return match


def wrong_look(purpose: str, note: str) -> dict[str, str]:
    """By box. A note must not quote a number: none may be stored there."""
    mistakes = {}
    if purpose not in PURPOSES:
        mistakes["purpose"] = "何のために見るかを選んでください。"
    if not note.strip():
        mistakes["note"] = "くわしい理由を書いてください。"
    elif len(note.strip()) > MOST_NOTE:
        mistakes["note"] = f"{MOST_NOTE}字までにしてください。"
    elif _MANY_DIGITS.search(plain(note)):
        mistakes["note"] = "番号は書かないでください。理由だけを書いてください。"
    return mistakes


def look_at_number(
    installation: HasNumberKeys, unit: Unit, member: Member, case: Case, place: str, purpose: str, note: str
) -> str:
    """Digits in fours. Raises NotFound, Conflict. The caller commits before showing them."""
    numbered = number_place(installation.number_keys, unit, member, case, place)
    if numbered.row is None:
        raise NotFound("number")
    if wrong_look(purpose, note):
        raise Conflict("number")
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"look:{now}", note.strip())
    my_numbers.add_look(unit, LookRow(case.row.id, place, purpose, sealed, member.login, now))
    write_audit(
        installation, unit, member.actor, "look at number", application_id=case.row.id, detail=f"{place} {purpose}"
    )
    number = open_number(installation.number_keys, numbered.row)
    return " ".join(number[index : index + 4] for index in range(0, len(number), 4))


def wrong_fill(unit: Unit, case: Case, typed: str, checked: Collection[str]) -> dict[str, str]:
    """By box, without digits."""
    boxes = {}
    number = MyNumber().bare(typed)
    mistakes = MyNumber().wrong(number, FieldSettings())
    if not number:
        boxes["number"] = "個人番号を入れてください。"
    elif mistakes and mistakes[0].key == "my_number.check_digit":
        boxes["number"] = "数字のどれかが違うようです。もう一度、カードや通知のとおりに入れてください。"
    elif mistakes:
        boxes["number"] = f"個人番号は12けたの数字です（いまは{len(number)}文字）。"
    if not set(checks_of(unit, case)) <= set(checked):
        boxes["checked"] = "確かめたことに、全部しるしをつけてください。確かめていないときは、番号を入れません。"
    return boxes


def fill_number(
    installation: HasNumberKeys, unit: Unit, member: Member, case: Case, place: str, before: str, typed: str,
    checked: Collection[str],
) -> None:  # fmt: skip
    """`before`: the previous number's id. Raises Conflict if it changed meanwhile or the applicant gave it."""
    numbered = number_place(installation.number_keys, unit, member, case, place)
    if wrong_fill(unit, case, typed, checked) or (numbered.row.id if numbered.row else "") != before:
        raise Conflict("number")
    holder = Holder(application_id=case.row.id)
    if numbered.row is not None and not (numbered.filled and my_numbers.drop(unit, holder, numbered.row.id)):
        raise Conflict("number")
    row = seal_number(installation, MyNumber().bare(typed), place, member.login)
    if not my_numbers.add(unit, holder, row):
        raise Conflict("number")
    action = "replace number" if before else "fill in number"
    detail = " ".join([place, *sorted(checks_of(unit, case))])
    write_audit(installation, unit, member.actor, action, application_id=case.row.id, detail=detail)
