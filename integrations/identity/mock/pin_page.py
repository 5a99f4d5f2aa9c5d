"""The mock's page that asks for the PIN for signatures, as the app does on a phone: how many tries are left, and when
there are none. The card signs here, and nowhere near the portal."""

from dataclasses import dataclass

from jinja2 import Template

from integrations.certificate_sockets import PinRefused
from integrations.identity.mock.persona import Persona
from integrations.identity.mock.provider import Signing
from integrations.identity.mock.requests import AuthRequest
from integrations.interfaces import AdapterError


@dataclass(frozen=True)
class Shown:
    html: str
    status: int


class PinPage:
    """One step between the choice of a person and the way back."""

    def __init__(self, signing: Signing, template: Template) -> None:
        self._signing, self._template = signing, template

    def stops(self, asked: AuthRequest, person: Persona, fault: str, pin: str | None, query: str) -> Shown | str | None:
        """None once the card has signed; else the page to show, or the error that goes back. `pin`: None where it was
        not asked for yet."""
        cards, transactions = self._signing.cards, self._signing.transactions
        found = transactions.find(asked.transaction)
        if found is None or found.signed is not None:
            return "invalid_request"
        try:
            left, wrong = cards.tries_left(person.id), False
            if pin is not None and not left:
                return "pin_locked"
            if pin:
                signed = cards.sign(person.id, pin, found.digest_info)
                return None if transactions.sign(asked.transaction, signed) else "invalid_request"
        except PinRefused as refused:
            left, wrong = refused.left, True
        except AdapterError:
            return "card_unsupported"
        html = self._template.render(person=person, fault=fault, query=query, left=left, wrong=wrong)
        return Shown(html, 422 if wrong else 200)
