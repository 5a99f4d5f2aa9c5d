"""Which families of pages a zone serves, in the order in which they are asked whether an address is theirs: fixed words
before names (`/apply/…/check` before `/apply/…/{page}`). A new family is one line here."""

from importlib import import_module

from portal.web.router import Router

_SHARED = (
    "health",
    "shared",
)
_RESIDENTS = (
    "front",
    "finding",
    "guides",
    "information",
    "procedures",
    "sign_in",
    "mail_sign_in",
    "elsewhere",
    "resume_by_mail",
    "helping",
    "remote",
    "proxies",
    "mandates",
    "signers",
    "signing",
    "signing_again",
    "signing_copy",
    "signing_mandate",
    "sending",
    "own_data",
    "papers",
    "reservations",
    "discarding",
    "bundle_sending",
    "bundles",
    "apply",
    "contacts",
    "line_webhook",
    "applications",
    "correct",
    "correct_by_letter",
    "documents",
    "starting_again",
    "stopping",
    "talking",
    "track",
    "own_files",
    "payments",
    "invited",
    "mock_letters",
    "mock_mail",
)
_STAFF = (
    "staff_sign_in",
    "staff_by_city",
    "staff_account",
    "staff_family",
    "staff_kept",
    "counter",
    "counter_visits",
    "counter_interview",
    "counter_people",
    "counter_visit_papers",
    "counter_transfer",
    "counter_guide",
    "counter_blanks",
    "counter_prints",
    "counter_screens",
    "visitor_screen",
    "counter_comers",
    "counter_card",
    "counter_compare",
    "counter_sign",
    "counter_sign_beside",
    "counter_discards",
    "counter_resume",
    "counter_remote",
    "counter_fees",
    "counter_till",
    "counter_working",
    "deliveries",
    "desk_disposal_holds",
    "desk_past_figures",
    "desk_disposals",
    "dispatches",
    "dispatch_lines",
    "proposals",
    "results",
    "desk",
    "desk_assignment",
    "desk_handling_rules",
    "desk_delegation",
    "desk_pages",
    "desk_files",
    "desk_opinion_files",
    "desk_slots",
    "desk_support",
    "books",
    "audits",
    "export_signs",
    "export_cases",
    "export_steps",
    "exports",
    "campaigns",
    "campaign_people",
    "import_mappings",
    "imports",
    "couriers",
    "people_moves",
    "disasters",
    "people_ends",
    "people",
    "machine_clients",
    "machine_tokens",
    "machine_api",
    "machine_pages",
)


def shared_families() -> tuple[Router, ...]:
    return _routers(_SHARED)


def resident_families() -> tuple[Router, ...]:
    """What the internet sees."""
    return _routers(_RESIDENTS)


def staff_families() -> tuple[Router, ...]:
    """What only the city's own network sees."""
    return _routers(_STAFF)


def _routers(names: tuple[str, ...]) -> tuple[Router, ...]:
    return tuple(import_module(f"portal.routes.{name}").router for name in names)
