"""Signed-in residents with complete drafts."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from forms.path.binding import bind
from integrations.sockets.interfaces import Assertion, BasicFour
from portal.db import Unit
from portal.services.filing.drafts import draft_environment, draft_of_resident, save_draft, start_draft
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session
from tests.load.client import Boxes

PLACE = "127.0.0.1"


@dataclass(frozen=True)
class Applicant:
    """`cookies` and `form` (the form token) as the browser sends them."""

    token: str
    cookies: str
    form: str


def sign_in(installation: Installation, unit: Unit, name: str) -> Applicant:
    four = BasicFour(name=f"見本\u3000{name}", sex_raw="1", address="見本県見本市見本町一丁目2番3号")
    card = Assertion("fake", "https://card.example", name, ("card",), "aal3", installation.clock.now(), four)
    token, browser = finish_sign_in(installation, unit, card, PLACE), secrets.token_urlsafe(32)
    bound = "\0".join((browser, token, ""))
    form_token = hmac.new(installation.form_key, bound.encode(), hashlib.sha256).hexdigest()
    return Applicant(
        token, f"kakanai_browser={browser}; kakanai_resident={token}", urlencode({"csrf_token": form_token})
    )


def whole_draft(
    installation: Installation, unit: Unit, applicant: Applicant, procedure: str, pages: dict[str, Boxes]
) -> str:
    """Returns the address."""
    session = find_session(installation, unit, "resident", applicant.token)
    assert session is not None
    current = installation.catalogue.current(procedure)
    draft_id = start_draft(installation, unit, current, "online", person_id=session.person_id)
    draft = draft_of_resident(installation, unit, session, procedure, draft_id)
    posted = {
        name: [value] if isinstance(value, str) else list(value)
        for boxes in pages.values()
        for name, value in boxes.items()
    }
    path = bind(
        current, frozenset(field.id for field in current.fields), posted, {}, draft_environment(installation, draft)
    )
    assert path.complete, (path.mistakes, path.missing)
    save_draft(installation, unit, draft, path.answers, frozenset(asked.page.id for asked in path.pages))
    return f"/apply/{procedure}/{draft_id}"
