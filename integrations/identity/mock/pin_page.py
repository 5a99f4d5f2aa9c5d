from dataclasses import dataclass

from jinja2 import Template

from integrations.identity.mock.persona import Persona
from integrations.identity.mock.provider import Signing
from integrations.identity.mock.requests import AuthRequest
from integrations.sockets.certificate_sockets import PinRefused
from integrations.sockets.interfaces import AdapterError


@dataclass(frozen=True)
class Shown:
    html: str
    status: int


class PinPage:
    def __init__(self, signing: Signing, template: Template) -> None:
        self._signing, self._template = signing, template

    def stops(self, asked: AuthRequest, person: Persona, fault: str, pin: str | None, query: str) -> Shown | str | None:
        """None once signed; else the page, or the error."""
        cards, transactions = self._signing.cards, self._signing.transactions
        transaction = transactions.find(asked.transaction)
        if transaction is None or transaction.signed is not None:
            return "invalid_request"
        try:
            left, wrong = cards.tries_left(person.id), False
            if pin is not None and not left:
                return "pin_locked"
            if pin:
                signed = cards.sign(person.id, pin, transaction.digest_info)
                return None if transactions.sign(asked.transaction, signed) else "invalid_request"
        except PinRefused as refused:
            left, wrong = refused.left, True
        except AdapterError:
            return "card_unsupported"
        html = self._template.render(person=person, fault=fault, query=query, left=left, wrong=wrong)
        return Shown(html, 422 if wrong else 200)
