"""The panels of a case's page, in order, each described in the transaction that reads the case."""

# A further panel is a line here, a template, and a function of its room.

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.path.consequences import forwarding_of
from portal.db import Unit
from portal.services.bookings.describe_budgets import budget_of_case
from portal.services.bookings.describe_drawing import drawing_status
from portal.services.cases.cases import Case
from portal.services.cases.debits import debit_panel
from portal.services.cases.describe_chain import describe_chain
from portal.services.counter.describe_confirmation import describe_confirmation
from portal.services.counter.sign_as_further_signer import signs_here
from portal.services.desk.case.ask_opinion import opinions_of
from portal.services.desk.case.clean_outcome import clean_words, is_screened, opinion_due
from portal.services.desk.case.describe_case import CaseView
from portal.services.desk.case.describe_numbers import numbers_panel
from portal.services.desk.case.describe_outcome import outcome_panel
from portal.services.desk.case.describe_period import period_panel
from portal.services.desk.case.describe_sources import describe_sources
from portal.services.desk.case.forward_case import forwardings_of
from portal.services.desk.case.note_appeal import appeals_panel
from portal.services.desk.case.note_case import notes_panel
from portal.services.desk.case.receive_paper import may_receive
from portal.services.desk.case.related_cases import related_cases
from portal.services.desk.case.scan_paper import form_scan_panel
from portal.services.desk.case.settle_match import matching_of
from portal.services.desk.case.settle_outcome import needs_approval
from portal.services.desk.case.tick_checks import check_items
from portal.services.desk.case.transfer_case import offers_of
from portal.services.desk.case.type_addressee import addressee_panel
from portal.services.desk.sections.permit_own_case import own_case_panel
from portal.services.disposal.describe_keeping import keeping_panel
from portal.services.fees.keep_coupons import coupons_panel
from portal.services.fees.reckon_points import points_of
from portal.services.handover.note_copied import layouts_to_copy
from portal.services.imports.describe_package import package_of_case
from portal.services.imports.describe_package_signatures import package_signatures_panel
from portal.services.my_cases.describe_talk import talk_panel
from portal.services.my_cases.give_file import given_panel
from portal.services.notices.ask_by_letter import why_no_letter
from portal.services.notices.describe_notices import notices_panel
from portal.services.residents.mark_protected import protection_panel
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.signing.describe_company_signatures import company_signatures_panel
from portal.services.signing.describe_delegation import delegation_panel

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Look:
    member: Member
    case: Case
    view: CaseView


def _nothing(_installation: Installation, _unit: Unit, _look: Look) -> Values:
    return {}


@dataclass(frozen=True)
class Panel:
    name: str
    template: str  # under templates/pages/desk; it decides whether there is anything to show
    # values for all templates of the page: no two panels share a name
    describe: Callable[[Installation, Unit, Look], Values] = _nothing
    seldom: bool = False  # folded, at the end


def _identity(installation: Installation, unit: Unit, look: Look) -> Values:
    return {
        **delegation_panel(installation, unit, look.case),
        "matching": matching_of(unit, look.case),
        **addressee_panel(installation, unit, look.member, look.case),
        "signs_here": signs_here(installation, unit, look.member, look.case),
        "confirmed": describe_confirmation(look.case),
        **numbers_panel(installation.number_keys, unit, look.member, look.case),
        **company_signatures_panel(installation, unit, look.member, look.case),
    }


PANELS: tuple[Panel, ...] = (
    Panel("outcome", "case/decision.html", lambda i, unit, look: outcome_panel(i, unit, look.member, look.case)),
    Panel("alerts", "case/alerts.html"),
    Panel(
        "package",
        "case/package.html",
        lambda i, unit, look: {
            "package": package_of_case(unit, look.case),
            **package_signatures_panel(i, unit, look.member, look.case),
        },
    ),
    Panel(
        "related cases",
        "case/related.html",
        lambda i, unit, look: {"related": related_cases(i, unit, look.member, look.case)},
    ),
    Panel("chain", "case/chain.html", lambda i, unit, look: {"chain": describe_chain(i, unit, look.member, look.case)}),
    Panel(
        "drawing",
        "case/drawing.html",
        lambda i, unit, look: {"lots": drawing_status(i, unit, look.case, "ja"), "lots_of": look.case.row.procedure},
    ),
    Panel("corrections", "corrections.html", lambda _i, unit, look: {"untold": why_no_letter(unit, look.case) == ""}),
    Panel(
        "answers",
        "case/answers.html",
        lambda _i, unit, look: {
            "sources": describe_sources(unit, look.case),
            **form_scan_panel(look.member, look.case),
        },
    ),
    Panel("papers", "papers.html", lambda _i, _unit, look: {"receives": may_receive(look.member, look.case)}),
    Panel("consequences", "case/consequences.html", seldom=True),
    Panel("budget", "case/budget.html", lambda i, unit, look: {"case_budget": budget_of_case(i, unit, look.case)}),
    Panel("coupons", "case/coupons.html", lambda i, unit, look: coupons_panel(i, unit, look.member, look.case)),
    Panel("debit", "case/debit.html", lambda _i, unit, look: debit_panel(unit, look.case)),
    Panel("points", "case/points.html", lambda i, _unit, look: {"points": points_of(i.city, look.case)}),
    Panel("identity", "case/identity.html", _identity),
    Panel("notices", "case/notices.html", lambda i, unit, look: notices_panel(i, unit, look.member, look.case)),
    Panel(
        "period",
        "case/period.html",
        lambda i, unit, look: period_panel(i, unit, look.member, look.case),
        seldom=True,
    ),
    Panel(
        "hand-overs",
        "case/hand_overs.html",
        lambda i, unit, look: {
            "holds_back": look.member.may("hold hand-over", look.case.row.duty),
            "to_copy": layouts_to_copy(i, unit, look.case.row) if look.member.may("export", look.case.row.duty) else [],
        },
        seldom=True,
    ),
    Panel("given files", "case/given.html", lambda i, unit, look: given_panel(i, unit, look.member, look.case)),
    Panel("messages", "case/talk.html", lambda _i, unit, look: talk_panel(unit, look.case)),
    Panel(
        "other sections",
        "case/between.html",
        lambda _i, _unit, look: {
            "forwards": forwarding_of(look.case.procedure, look.case.path) is not None,
        },
        seldom=True,
    ),
    Panel("opinions", "case/opinions.html", lambda i, unit, look: {"opinions": opinions_of(i, unit, look.case)}),
    Panel("transfers", "case/transfers.html", lambda i, unit, look: {"transfers": offers_of(i.city, unit, look.case)}),
    Panel(
        "forwardings",
        "case/forwardings.html",
        lambda i, unit, look: {"forwardings": forwardings_of(i.clock, unit, look.case)},
    ),
    Panel(
        "own case", "case/own.html", lambda i, unit, look: own_case_panel(i, unit, look.member, look.case), seldom=True
    ),
    Panel("earlier cases", "case/earlier.html"),
    Panel("notes", "case/notes.html", lambda _i, unit, look: notes_panel(unit, look.case)),
    Panel("appeals", "case/appeals.html", lambda i, unit, look: appeals_panel(i, unit, look.case)),
    Panel(
        "keeping",
        "case/keeping.html",
        lambda i, unit, look: keeping_panel(i.keys, unit, look.member, look.case),
        seldom=True,
    ),
    Panel("history", "case/history.html"),
)

ASIDE: tuple[Panel, ...] = (
    Panel("holds", "holds.html"),
    Panel("payment", "payment.html"),
    Panel(
        "checks",
        "case/checks.html",
        lambda i, unit, look: {
            "to_check": check_items(i.clock, unit, look.case, look.view),
            "clean": clean_words(look.case),
            "opinion_due": opinion_due(unit, look.case),
            "screened": is_screened(look.case),
            "proposes": needs_approval(i, look.case),
        },
    ),
    Panel("acts", "acts.html"),
    Panel("protection", "protection.html", lambda i, unit, look: protection_panel(i, unit, look.member, look.case)),
)
