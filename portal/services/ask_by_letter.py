"""Asks for a correction by letter: what, why, until when, a code with QR, and a slip to fill in by hand. For whom no mail and
no messenger reaches; nobody who may not be found gets one."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.db import Unit
from portal.errors import Conflict
from portal.services.carry_codes import opens_somewhere, put_code
from portal.services.cases import Case
from portal.services.correction_code import last_code_day
from portal.services.describe_case import asked_words
from portal.services.extend_correction import open_return
from portal.services.installation import Installation
from portal.services.invitation_code import draw_code, grouped
from portal.services.name_principal import shown_name
from portal.services.people_in import name_text, spot_of
from portal.services.print_case import PRINTED
from portal.services.print_form import written_day
from portal.services.print_letter import Letter
from portal.services.rights import Member
from portal.services.throttle import count
from portal.services.write_audit import write_audit
from portal.store import contacts, correction_codes
from portal.store.corrections import CorrectionRow

MOST_SIGNS, MOST_LINES = 60, 4


@dataclass(frozen=True)
class Addressee:
    """As it stands on the envelope; `address` line by line."""

    name: str
    postal: str
    address: tuple[str, ...]


def why_no_letter(unit: Unit, case: Case) -> str:
    """protected, reached, or "" where a letter may go."""
    if case.protected:
        return "protected"
    mine = contacts.of_person(unit, case.row.person_id) if case.row.person_id else []
    reached = any(row.state == "proved" and row.channel != "letter" for row in mine)
    return "reached" if reached else ""


def printed_so_far(unit: Unit, correction: CorrectionRow) -> int:
    row = correction_codes.of_correction(unit, correction.id)
    return row.printed if row else 0


def addressee_of(installation: Installation, case: Case) -> Addressee:
    """Whom the application is about, at the address beside the name; "" where nothing was asked."""
    key = case.procedure.principal.get("name", "")
    answer = case.answers.get(key)
    name = name_text(answer) if isinstance(answer, Mapping) else shown_name(installation, case.procedure, case.summary)
    home = spot_of(case.procedure, key)
    place: Mapping[str, str] = next(
        (
            case.answers[field.id]
            for field in case.path.fields
            if field.type.id == "address" and spot_of(case.procedure, field.id) == home and field.id in case.answers
        ),
        {},
    )
    lines = tuple(place[part] for part in ("town", "street", "building") if place.get(part))
    return Addressee(name.replace("\u3000", " "), place.get("postal", ""), lines)


def read_addressee(name: str, postal: str, address: str) -> tuple[Addressee, tuple[tuple[str, str], ...]]:
    """What was typed, and what to mend, as (box, key)."""
    lines = tuple(line.strip() for line in address.splitlines() if line.strip())
    digits = "".join(sign for sign in postal if sign.isascii() and sign.isdigit())
    wrong = []
    if not name.strip() or len(name) > MOST_SIGNS:
        wrong.append(("name", "name"))
    if postal.strip() and len(digits) != 7:
        wrong.append(("postal", "postal"))
    if not 0 < len(lines) <= MOST_LINES or any(len(line) > MOST_SIGNS for line in lines):
        wrong.append(("address", "address"))
    return Addressee(name.strip(), digits, lines), tuple(wrong)


def ask_by_letter(
    installation: Installation, unit: Unit, member: Member, case: Case, to: Addressee
) -> Letter:  # fmt: skip
    """The letter, to be set outside of the unit. Counted and recorded; its code replaces that of the one before. NotAllowed,
    TooMany; Conflict where nothing waits, or where no letter may go."""
    member.demand("review", case.row.duty)
    correction = open_return(unit, case)
    if why_no_letter(unit, case):
        raise Conflict("letter")
    count(installation, unit, PRINTED, member.login)
    letter = letter_of_correction(installation, unit, case, to)
    detail = f"time {printed_so_far(unit, correction)}" if letter.code else "without code"
    write_audit(installation, unit, member.actor, "print correction letter", application_id=case.row.id, detail=detail)
    return letter


def letter_of_correction(installation: Installation, unit: Unit, case: Case, to: Addressee) -> Letter:
    """With a new code, for who checked the right. Conflict where nothing waits."""
    correction = open_return(unit, case)
    return correction_letter(installation, case, correction, to, _new_code(installation, unit, case, correction))


def _new_code(installation: Installation, unit: Unit, case: Case, correction: CorrectionRow) -> str:
    """ "" where there is no birthday to ask beside it, or it is what is to be mended, and where no page would know the code."""
    key = case.procedure.principal.get("birth", "")
    birth = case.answers.get(key)
    if not isinstance(birth, str) or key in correction.fields or not opens_somewhere(installation, unit, case.row.id):
        return ""
    code = draw_code()
    put_code(installation, unit, case, correction, code, birth)
    return code


def correction_letter(
    installation: Installation, case: Case, correction: CorrectionRow, to: Addressee, code: str
) -> Letter:
    """`code` "": there is only the slip."""
    words: dict[str, str] = case.sealer.open(f"correction:{correction.asked_at}", correction.sealed_words)
    asked = asked_words(installation, case, words)
    today, base = installation.clock.today(), installation.settings.resident_address
    until = written_day(type(today).fromisoformat(correction.due))
    ways = "スマートフォンか、次の紙で答えられます。" if code else "次の紙に書いて、送るか、窓口に持ってきてください。"
    return Letter(
        name=to.name,
        postal=to.postal,
        address=to.address,
        sender=installation.city.office(case.row.duty, today),
        on=today,
        subject="教えてほしいことがあります",
        paragraphs=(
            f"{written_day(case.arrival_day)}に届いた手続について、下のことを教えてください。{ways}"
            "市に届いた日は、このまま変わりません。",
        ),
        facts=(
            ("手続", case.procedure.title),
            ("受付番号", case.row.receipt_number),
            ("いつまで", until),
            *((label, sentence) for label, sentence in asked),
        ),
        code_title="あなたの番号" if code else "",
        code=grouped(code) if code else "",
        link=f"{base}/correct/{code}" if code else "",
        link_words=(
            f"カメラでQRコードを読みとり、生年月日を入れてください。カメラがないときは、{base}/correct をひらいて、"
            f"番号と生年月日を入れてください。{written_day(last_code_day(correction.due))}まで使えます。"
            if code
            else ""
        ),
        after=(
            *(("この番号は、1回だけ使えます。ほかの人に教えないでください。",) if code else ()),
            "間にあわないとき、わからないとき、心あたりのないときは、下の電話番号に電話してください。電話で答えることもできます。",
        ),
        slip=asked,
        slip_facts=(("受付番号", case.row.receipt_number), ("手続", case.procedure.title), ("いつまで", until)),
    )  # fmt: skip
