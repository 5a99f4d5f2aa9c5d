"""The tour of the demo's city: links for each role."""

from dataclasses import dataclass

from fastapi import Request

from portal.services.staff.demo_people import DEMO_STAFF, DemoStaff
from portal.web.shared.state import installation_of, start_over_of

# Login ("" for residents), then name and address of each stop; texts: `tour.<role>.<name>`.
_ROLES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "resident": ("", (
        ("guides", "/guides"), ("sign_in", "/sign-in?next=/applications"), ("mine", "/applications"),
        ("apply", "/procedures/kaigo-hihokenshasho-saikofu"), ("easy", "/language/easy?next=/"),
        ("company", "/sign-in?next=/company"),
    )),
    "clerk": ("madoguchi", (
        ("counter", "/counter"), ("figures", "/counter/visits/figures"), ("screen", "/counter/screen"),
        ("till", "/counter/till"), ("call", "/desk/call"),
    )),
    "reviewer": ("shinsa", (
        ("queue", "/desk"), ("late", "/desk?due=over"), ("messages", "/desk?task=messages"),
        ("letters", "/desk/dispatches?duty=care-qualification&state=sent"), ("figures", "/desk/figures"),
    )),
    "approver": ("kessai", (
        ("proposals", "/desk?task=approvals"), ("queue", "/desk?hold=approval"), ("book", "/desk/book"),
        ("disposals", "/desk/disposals"),
    )),
    "administrator": ("kanri", (
        ("people", "/admin/people"), ("clients", "/admin/clients"), ("mail", "/mock/mail"),
    )),
    "auditor": ("kansa", (("records", "/desk/audit"),)),
}  # fmt: skip


@dataclass(frozen=True)
class Role:
    id: str
    account: DemoStaff | None  # None for residents
    stops: tuple[tuple[str, str], ...]


def tour(request: Request) -> tuple[Role, ...]:
    """() except in a demo that made its own city."""
    if start_over_of(request) is None:
        return ()
    offered = {f"/procedures/{procedure.id}" for procedure in installation_of(request).catalogue.all()}
    accounts = {person.login: person for person in DEMO_STAFF}
    return tuple(
        Role(
            role,
            accounts.get(login),
            tuple(stop for stop in stops if stop[1] in offered or not stop[1].startswith("/procedures/")),
        )
        for role, (login, stops) in _ROLES.items()
    )
