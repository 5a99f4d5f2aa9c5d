"""A counter with a card reader and practice cards."""

import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrations.certificates.mock.holder import Holder
from integrations.identity.card_agent import LoopbackAgent
from integrations.identity.card_question import read_question
from integrations.identity.signed import VerificationKeys
from integrations.sockets.card_protocol import PROTOCOL
from portal.db import Unit
from portal.services.counter.enter_at_counter import Entry
from portal.services.counter.sign_at_counter import (
    ask_visitor,
    judge_visit,
    names_of,
    others_of_visit,
    receive_signature,
    register_signed,
    signer_of_visit,
)
from portal.services.filing.arrival import Sent
from portal.services.filing.drafts import whole_path
from portal.services.shared.installation import Installation
from portal.services.signing.judge_signature import Ruling
from portal.services.signing.signed_document import fix_document
from portal.store.signing.signatures import DocumentRow, SignatureRow
from tests.forms.loading.small import small
from tests.portal.at_reader import ORIGIN, with_reader
from tests.portal.practice_cards import PASSWORD, TARO, PracticeCards
from tests.portal.routes.guest_browser import offer
from tests.portal.services.counter.visiting import RECEPTION, Counter, serve
from tests.portal.services.signing.signed import name_of, practice_cards
from tests.portal.several import HANAKO, JIRO, MORE, SIGNED
from tests.portal.world import DUTY, PLACE

OWN = """\
      - {id: own_name, type: person_name, label: 氏名}
      - {id: own_birth, type: date, label: 生年月日}
"""


def named(holder: Holder, prefix: str) -> dict[str, Any]:
    return {f"{prefix}_name": name_of(holder), f"{prefix}_birth": holder.birth.isoformat()}


ANSWERS = {
    **RECEPTION, "reception-came": "self", "reason": "lost", **named(TARO, "own"), **named(HANAKO, "mate"),
    **named(JIRO, "third"),
}  # fmt: skip


@dataclass(frozen=True)
class Reader:
    counter: Counter
    cards: PracticeCards

    @property
    def city(self) -> Installation:
        return self.counter.installation

    @property
    def now(self) -> datetime:
        return self.city.clock.now()

    def fix(self, unit: Unit, draft_id: str) -> DocumentRow:
        draft = self.counter.draft(unit, draft_id)
        return fix_document(self.city, unit, draft, whole_path(self.city, draft), "ja")

    def ask(self, draft_id: str, session: str = "session") -> tuple[str, str]:
        """Returns the request's number and the agent's address."""
        with self.city.database.write() as unit:
            draft, document = self.counter.draft(unit, draft_id), self.fix(unit, draft_id)
            asked = ask_visitor(self.city, unit, draft, document, session, PLACE)
            unit.commit()
        return asked

    def answer(self, address: str, card: str) -> str:
        agent = self.city.card_agent
        assert isinstance(agent, LoopbackAgent)
        ask = read_question(address.partition("#")[2], VerificationKeys(agent.public_jwks), ORIGIN, self.now)
        signed = self.cards.jpki.cards.signed(card, "sign", PASSWORD, ask.digests)
        encoded = {name: b64encode(getattr(signed, name)).decode() for name in ("signature", "certificate")}
        encoded["algorithm"] = signed.algorithm
        return json.dumps({"protocol": PROTOCOL, "practice": True, "number": ask.number, "signed": encoded})

    def judged(self, draft_id: str, card: str = "taro") -> tuple[DocumentRow, SignatureRow, Ruling, Entry]:
        number, address = self.ask(draft_id)
        with self.city.database.read() as unit:
            entry = self.counter.entry(unit, draft_id)
            document, row, evidence = receive_signature(
                self.city, unit, entry.draft, number, self.answer(address, card)
            )
            signer = signer_of_visit(
                self.city.keys, unit, entry.draft.procedure, entry.path.answers, "self", None
            )  # fmt: skip
        assert names_of(signer)
        return document, row, judge_visit(self.city, entry.draft, document, evidence, signer, self.now), entry

    def register(self, document: DocumentRow, row: SignatureRow, ruling: Ruling, entry: Entry) -> Sent:
        with self.city.database.write() as unit:
            others = others_of_visit(self.city.clock, entry, None)
            sent = register_signed(
                self.city, unit, self.counter.member, entry, {}, document, row, ruling, self.now, others
            )  # fmt: skip
            unit.commit()
        return sent

    def file(self) -> str:
        """花子 and 次郎 are asked. Returns the receipt number."""
        sent = self.register(*self.judged(self.counter.add("small", ANSWERS)))
        assert sent.receipt_number
        return sent.receipt_number


def reading(installation: Installation, order: str = "parallel") -> Reader:
    cards = practice_cards()
    city = cards.lent_to(with_reader(installation))
    asked = small(
        OWN + MORE + "principal: {name: own_name, birth: own_birth}\n",
        duty=DUTY, identity=SIGNED.format(order=order), who="{online: [self], counter: [self], post: [self]}",
    )  # fmt: skip
    offer(city, asked)
    return Reader(serve(city), cards)
