"""追完."""

from datetime import date

from forms.numbers.calendar import in_both_calendars
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.counter.print_case import PRINTED
from portal.services.filing.describe_papers import paper_title
from portal.services.notices.ask_by_letter import Addressee, why_no_letter
from portal.services.notices.explain_letter import explain_asking, language_of_case
from portal.services.notices.hand_in_paper import requested_papers
from portal.services.notices.print_letter import Letter
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.throttle import count
from portal.services.shared.write_audit import write_audit


def demand_requested_papers(unit: Unit, case: Case) -> None:
    """Raises Conflict."""
    if not requested_papers(unit, case):
        raise Conflict("paper")


def ask_papers_by_letter(
    installation: Basics, unit: Unit, member: Member, case: Case, to: Addressee
) -> Letter:  # fmt: skip
    """Render outside the unit. Raises NotAllowed, TooMany; Conflict if nothing is owed or no letter may go."""
    member.demand("review", case.row.duty)
    demand_requested_papers(unit, case)
    if why_no_letter(unit, case):
        raise Conflict("letter")
    count(installation, unit, PRINTED, member.login)
    write_audit(installation, unit, member.actor, "print paper letter", application_id=case.row.id)
    return letter_of_papers(installation, unit, case, to)


def letter_of_papers(installation: Basics, unit: Unit, case: Case, to: Addressee) -> Letter:
    """Checks no right. Raises Conflict."""
    demand_requested_papers(unit, case)
    today, speech = installation.clock.today(), speech_of(case.procedure, "ja")
    office = installation.city.office(case.row.duty, today)
    owed = [(date.fromisoformat(row.due), paper_title(case, row.paper, speech)) for row in requested_papers(unit, case)]
    language = language_of_case(unit, case)
    papers = [(title, f"{in_both_calendars(due)}まで") for due, title in owed]
    post_to = installation.city.post_to
    return Letter(
        name=to.name, postal=to.postal, address=to.address, organisation=to.organisation, representative=to.representative, sender=office, on=today,
        subject="まだ届いていない書類があります",
        paragraphs=(
            f"{in_both_calendars(case.arrival_day)}に届いた手続で、あとから出す書類がまだ届いていません。下の日までに、この手紙といっしょに"
            f"{office.office}に送るか、{office.place}に持ってきてください。市に届いた日は、このまま変わりません。",
            "間に合わないときや、書類がとれないときは、下の電話に知らせてください。もう出したときは、この手紙は必要ありません。",
        ),
        facts=(
            ("手続", case.procedure.title),
            ("受付番号", case.row.receipt_number),
            *papers,
            *((("郵便の送り先", f"{post_to}　{office.office}"),) if post_to else ()),
        ),
        explained=explain_asking(installation.city, case, language, office, papers, owed[0][0], papers=True),
    )  # fmt: skip
