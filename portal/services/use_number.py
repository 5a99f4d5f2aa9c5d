"""Staff look at one 個人番号 for a stated purpose, or fill one in. Each is recorded, never with a digit of the number."""

import re
from collections.abc import Collection

from forms.field import FieldSettings
from forms.fields.my_number import MyNumber
from forms.japanese import plain
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.cases import Case
from portal.services.describe_numbers import PURPOSES, NumberPlace, checks_of, numbers_of
from portal.services.installation import Installation
from portal.services.keep_numbers import open_number, seal_number
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import my_numbers
from portal.store.attachments import Holder
from portal.store.my_numbers import LookRow

USE = "use number"
MOST_NOTE = 200
SHOWN_SECONDS = 60
_MANY_DIGITS = re.compile(r"(?:[0-9][^0-9]?){8}")


def number_place(installation: Installation, unit: Unit, member: Member, case: Case, place: str) -> NumberPlace:
    """NotAllowed without the right; NotFound where this case has no such person."""
    member.demand(USE, case.row.duty)
    found = next((one for one in numbers_of(installation, unit, case) if one.place == place), None)
    if found is None:
        raise NotFound("number")
    return found


def wrong_look(purpose: str, note: str) -> dict[str, str]:
    """What to mend before a number is shown, by box. A note that quotes the number would keep it where none may be."""
    wrong = {}
    if purpose not in PURPOSES:
        wrong["purpose"] = "何のために見るかを選んでください。"
    if not note.strip():
        wrong["note"] = "くわしいわけを書いてください。"
    elif len(note.strip()) > MOST_NOTE:
        wrong["note"] = f"{MOST_NOTE}字までにしてください。"
    elif _MANY_DIGITS.search(plain(note)):
        wrong["note"] = "番号は書かないでください。わけだけを書いてください。"
    return wrong


def look_at_number(
    installation: Installation, unit: Unit, member: Member, case: Case, place: str, purpose: str, note: str
) -> str:
    """The digits, in fours. What `wrong_look` has passed; NotFound where there is no number. The caller commits before
    it shows them."""
    found = number_place(installation, unit, member, case, place)
    if found.row is None:
        raise NotFound("number")
    if wrong_look(purpose, note):
        raise Conflict("number")
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"look:{now}", note.strip())
    my_numbers.add_look(unit, LookRow(case.row.id, place, purpose, sealed, member.login, now))
    write_audit(
        installation, unit, member.actor, "look at number", application_id=case.row.id, detail=f"{place} {purpose}"
    )
    number = open_number(installation, found.row)
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def wrong_fill(unit: Unit, case: Case, typed: str, checked: Collection[str]) -> dict[str, str]:
    """What to mend before a number is taken in, by box. None of the sentences has a digit of it."""
    wrong = {}
    number = MyNumber().bare(typed)
    mistakes = MyNumber().wrong(number, FieldSettings())
    if not number:
        wrong["number"] = "個人番号を入れてください。"
    elif mistakes and mistakes[0].key == "my_number.check_digit":
        wrong["number"] = "数字のどれかが違うようです。もう一度、カードや通知のとおりに入れてください。"
    elif mistakes:
        wrong["number"] = f"個人番号は12けたの数字です（いまは{len(number)}文字）。"
    if not set(checks_of(unit, case)) <= set(checked):
        wrong["checked"] = "確かめたことに、全部しるしをつけてください。確かめていないときは、番号を入れません。"
    return wrong


def fill_number(
    installation: Installation, unit: Unit, member: Member, case: Case, place: str, before: str, typed: str,
    checked: Collection[str],
) -> None:  # fmt: skip
    """What `wrong_fill` has passed. `before`: the id of the number that stood there, "" for none. Conflict if another was
    filled in meanwhile, or the applicant gave it."""
    found = number_place(installation, unit, member, case, place)
    if wrong_fill(unit, case, typed, checked) or (found.row.id if found.row else "") != before:
        raise Conflict("number")
    holder = Holder(application_id=case.row.id)
    if found.row is not None and not (found.filled and my_numbers.drop(unit, holder, found.row.id)):
        raise Conflict("number")
    row = seal_number(installation, MyNumber().bare(typed), place, member.login)
    if not my_numbers.add(unit, holder, row):
        raise Conflict("number")
    action = "replace number" if before else "fill in number"
    detail = " ".join([place, *sorted(checks_of(unit, case))])
    write_audit(installation, unit, member.actor, action, application_id=case.row.id, detail=detail)
