"""For a correction, if nothing else reaches the applicant."""

# Protected people get none.

from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.numbers.calendar import in_both_calendars
from forms.path.path import Path
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.correction import open_return
from portal.services.cases.name_principal import shown_name
from portal.services.counter.print_case import PRINTED
from portal.services.filing.describe_papers import asked_words
from portal.services.filing.record_delegation import REPRESENTATIVE
from portal.services.notices.carry_codes import opens_somewhere, put_code
from portal.services.notices.correction_code import last_code_day
from portal.services.notices.explain_letter import explain_asking, language_of_case
from portal.services.notices.print_letter import Letter
from portal.services.shared.invitation_code import draw_code, grouped
from portal.services.shared.needs import Basics, HasCodeKey
from portal.services.shared.people_in import name_text, spot_of
from portal.services.shared.rights import Member
from portal.services.shared.throttle import count
from portal.services.shared.write_audit import write_audit
from portal.store.desk.corrections import CorrectionRow
from portal.store.notices import correction_codes
from portal.store.residents import contacts
from portal.store.signing import delegations
from portal.store.signing.delegations import REJECTED

MOST_SIGNS, MOST_LINES = 60, 4


@dataclass(frozen=True)
class Addressee:
    """`organisation` is addressed as 御中."""

    name: str
    postal: str
    address: tuple[str, ...]
    organisation: bool = False
    representative: str = ""  # 法定代理人, named below the person


def why_no_letter(unit: Unit, case: Case) -> str:
    """protected, reached, or ""."""
    if case.protected:
        return "protected"
    known_contacts = contacts.of_person(unit, case.row.person_id) if case.row.person_id else []
    reached = any(row.state == "proved" and row.channel != "letter" for row in known_contacts)
    return "reached" if reached else ""


def printed_so_far(unit: Unit, correction: CorrectionRow) -> int:
    row = correction_codes.of_correction(unit, correction.id)
    return row.printed if row else 0


def addressee_of(case: Case) -> Addressee:
    name = shown_name(case.procedure, case.summary)
    to = addressee_in(case.procedure, case.answers, case.path, name)
    others = (case.answers.get(case.procedure.addressee.get(role, "")) for role in ("instead", "person"))
    own = not to.organisation and not any(others)
    return replace(to, representative=case.evidence.get(REPRESENTATIVE, "").replace("\u3000", " ")) if own else to


def written_to(unit: Unit, case: Case) -> Addressee:
    # Whom the section has rejected as a representative is no addressee.
    to = addressee_of(case)
    delegation = delegations.of_application(unit, case.row.id) if to.representative else None
    return replace(to, representative="") if delegation is not None and delegation.state == REJECTED else to


def addressee_in(procedure: Procedure, answers: Answers, path: Path, otherwise: str = "") -> Addressee:
    """`otherwise`: the name if the principal's question has none."""
    principal = procedure.principal.get("name", "")
    roles = (procedure.addressee.get(role, "") for role in ("instead", "organisation", "person"))
    key = next((role for role in roles if answers.get(role)), principal)
    answer = answers.get(key)
    name = name_text(answer) if isinstance(answer, Mapping) else str(answer or otherwise)
    place = _place_beside(procedure, answers, path, key) or _place_beside(procedure, answers, path, principal)
    lines = tuple(place[part] for part in ("town", "street", "building") if place.get(part))
    organisation = bool(key) and key == procedure.addressee.get("organisation")
    return Addressee(name.replace("\u3000", " "), place.get("postal", ""), lines, organisation)


def _place_beside(procedure: Procedure, answers: Answers, path: Path, key: str) -> Mapping[str, str]:
    # {} if none.
    home = spot_of(procedure, key)
    asked = (
        answers[field.id]
        for field in path.fields
        if field.type.id == "address" and spot_of(procedure, field.id) == home and field.id in answers
    )
    return next(asked, {})


def read_addressee(name: str, postal: str, address: str) -> tuple[Addressee, tuple[tuple[str, str], ...]]:
    """With mistakes: (box, key)."""
    lines = tuple(line.strip() for line in address.splitlines() if line.strip())
    digits = "".join(character for character in postal if character.isascii() and character.isdigit())
    mistakes = []
    if not name.strip() or len(name) > MOST_SIGNS:
        mistakes.append(("name", "name"))
    if postal.strip() and len(digits) != 7:
        mistakes.append(("postal", "postal"))
    if not 0 < len(lines) <= MOST_LINES or any(len(line) > MOST_SIGNS for line in lines):
        mistakes.append(("address", "address"))
    return Addressee(name.strip(), digits, lines), tuple(mistakes)


def ask_by_letter(
    installation: HasCodeKey, unit: Unit, member: Member, case: Case, to: Addressee
) -> Letter:  # fmt: skip
    """Its code voids the previous one. Render outside the unit. Raises NotAllowed, TooMany; Conflict if no
    correction is open or no letter may go."""
    member.demand("review", case.row.duty)
    correction = open_return(unit, case)
    if why_no_letter(unit, case):
        raise Conflict("letter")
    count(installation, unit, PRINTED, member.login)
    letter = letter_of_correction(installation, unit, case, to)
    detail = f"time {printed_so_far(unit, correction)}" if letter.code else "without code"
    write_audit(installation, unit, member.actor, "print correction letter", application_id=case.row.id, detail=detail)
    return letter


def letter_of_correction(installation: HasCodeKey, unit: Unit, case: Case, to: Addressee) -> Letter:
    """Checks no right. Raises Conflict if no correction is open."""
    correction = open_return(unit, case)
    language, code = language_of_case(unit, case), _new_code(installation, unit, case, correction)
    return correction_letter(installation, case, correction, to, code, language)


def _new_code(installation: HasCodeKey, unit: Unit, case: Case, correction: CorrectionRow) -> str:
    #  "" if no birthday can be asked for, or no page knows the code.
    key = case.procedure.principal.get("birth", "")
    birth = case.answers.get(key)
    if (
        not isinstance(birth, str)
        or key in correction.fields
        or not opens_somewhere(installation.settings, unit, case.row.id)
    ):
        return ""
    code = draw_code()
    put_code(installation, unit, case, correction, code, birth)
    return code


def correction_letter(
    installation: Basics, case: Case, correction: CorrectionRow, to: Addressee, code: str, language: str = "ja"
) -> Letter:
    """`code` "": only the slip."""
    words: dict[str, str] = case.sealer.open(f"correction:{correction.asked_at}", correction.sealed_words)
    asked = asked_words(case, words)
    today, base = installation.clock.today(), installation.settings.resident_address
    due, office = type(today).fromisoformat(correction.due), installation.city.office(case.row.duty, today)
    until = in_both_calendars(due)
    ways = "スマートフォンか、次の紙で答えられます。" if code else "次の紙に書いて、送るか、窓口に持ってきてください。"
    return Letter(
        name=to.name,
        postal=to.postal,
        address=to.address,
        organisation=to.organisation,
        representative=to.representative,
        sender=office,
        on=today,
        subject="教えてほしいことがあります",
        paragraphs=(
            f"{in_both_calendars(case.arrival_day)}に届いた手続について、下のことを教えてください。{ways}"
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
            f"番号と生年月日を入れてください。{in_both_calendars(last_code_day(correction.due))}まで使えます。"
            if code
            else ""
        ),
        after=(
            *(("この番号は、1回だけ使えます。ほかの人に教えないでください。",) if code else ()),
            "間にあわないとき、わからないとき、心あたりのないときは、下の電話番号に電話してください。電話で答えることもできます。",
        ),
        slip=asked,
        slip_facts=(("受付番号", case.row.receipt_number), ("手続", case.procedure.title), ("いつまで", until)),
        explained=explain_asking(installation.city, case, language, office, asked, due),
    )  # fmt: skip
