"""One question: card, PIN, answer."""

import time
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from integrations.card_reader.commands import Card, Refused, unsupported
from integrations.card_reader.driver_licence import LicencePart, licence_part
from integrations.card_reader.my_number_card import CertificatePart, TextPart, certificate_part, text_part
from integrations.card_reader.pin_entry import Secret, Typed, secret_for
from integrations.card_reader.prompt import LAY_DOWN, PURPOSES, TWO_CARDS, Entry, Prompt, Sheet
from integrations.card_reader.question import PortalKeys, read_question
from integrations.card_reader.readers import CardRemoved, NoReader, Readers
from integrations.sockets.card_protocol import LIFE_SECONDS, UsedNumbers, message
from integrations.sockets.card_socket import CardAnswer, CardAsk, CardUse
from integrations.sockets.certificate_sockets import PinRefused
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

_EVERY_SECONDS = 0.2
Part = TextPart | CertificatePart | LicencePart


class Agent:
    # `portal`: its origin. `reader`: part of a name, if the computer has several. Kept are only the numbers of questions.
    def __init__(
        self,
        portal: str,
        keys: PortalKeys,
        readers: Readers,
        prompt: Prompt,
        clock: Callable[[], datetime],
        reader: str = "",
        seconds: float = LIFE_SECONDS,
    ) -> None:
        self.portal = portal
        self._keys, self._readers, self._prompt, self._clock = keys, readers, prompt, clock
        self._reader, self._seconds = reader, seconds
        self._used, self._turn, self._counting, self._latest = UsedNumbers(), Lock(), Lock(), 0

    def use(self, token: str) -> dict[str, object]:
        """Raises AdapterError."""
        now = self._clock()
        ask = read_question(token, self._keys, self.portal, now)
        self._used.add(ask.number, now)
        with self._counting:  # ends the one that waits: its page was reloaded
            self._latest += 1
            mine = self._latest
        with self._turn:
            visit = _Visit(
                self._readers, self._reader, ask, time.monotonic() + self._seconds, lambda: self._latest == mine
            )
            sheet = self._prompt.sheet(PURPOSES[ask.use])
            try:
                return message(ask, visit.answer(sheet), practice=self._readers.practice)
            finally:
                sheet.close()


class _Visit:
    def __init__(
        self, readers: Readers, reader: str, ask: CardAsk, deadline: float, is_latest: Callable[[], bool]
    ) -> None:
        self._readers, self._reader, self._ask = readers, reader, ask
        self._deadline, self._is_latest = deadline, is_latest

    def answer(self, sheet: Sheet) -> CardAnswer:
        try:
            name, mark, secrets = self._first_look(sheet)
            typed = self._typed(sheet, name, mark, secrets)
            with self._readers.open(name) as connection:
                part = self._part(Card(connection))
                # The counters belong to the card that is there now, or nothing is tried.
                if part.secrets() != secrets:
                    raise CardRemoved
                return part.answer(typed.text)
        except CardRemoved:
            raise AdapterError(IdentityCode.CARD_REMOVED, permanent=True) from None
        except NoReader:
            raise AdapterError(IdentityCode.PROVIDER_UNAVAILABLE, "no reader", permanent=False) from None
        except Refused as refused:
            raise unsupported(f"status {refused.status:04x}") from None

    def _first_look(self, sheet: Sheet) -> tuple[str, object, tuple[Secret, ...]]:
        while True:
            name, mark = self._one_card(sheet)
            try:
                with self._readers.open(name) as connection:
                    return name, mark, self._part(Card(connection)).secrets()
            except CardRemoved:  # a card that is just being laid down or exchanged
                self._refuse_if_over(sheet)
                time.sleep(_EVERY_SECONDS)

    def _one_card(self, sheet: Sheet) -> tuple[str, object]:
        shown = ""
        while True:
            cards = [(name, mark) for name, mark in self._readers.cards().items() if self._reader in name]
            if len(cards) == 1:
                return cards[0]
            text = TWO_CARDS if cards else LAY_DOWN
            if text != shown:
                sheet.show(shown := text)
            self._refuse_if_over(sheet)
            time.sleep(_EVERY_SECONDS)

    def _part(self, card: Card) -> Part:
        part: Part | None
        if self._ask.use is CardUse.ATTRIBUTES:
            part = text_part(card) or licence_part(card)
        else:
            part = certificate_part(card, "auth" if self._ask.use is CardUse.PROVE else "sign", self._ask.digests)
        if part is None:
            raise unsupported("another card")
        return part

    def _typed(self, sheet: Sheet, name: str, mark: object, secrets: tuple[Secret, ...]) -> Typed:
        if not any(secret.left for secret in secrets):
            raise PinRefused(0)

        def goes_on() -> bool:
            there = self._readers.cards().get(name) == mark
            return there and self._is_latest() and time.monotonic() < self._deadline

        typed = sheet.ask(Entry(PURPOSES[self._ask.use], name, secrets), goes_on)
        if typed is None:
            self._refuse_if_over(sheet)
            raise CardRemoved
        secret = secret_for(secrets, typed.text)
        if secret is None or not secret.left or (secret.left == 1 and not typed.last_try):
            raise AdapterError(IdentityCode.USER_CANCELLED, "nothing that may be tried", permanent=True)
        return typed

    def _refuse_if_over(self, sheet: Sheet) -> None:
        if sheet.stopped or not self._is_latest():
            raise AdapterError(IdentityCode.USER_CANCELLED, permanent=True)
        if time.monotonic() >= self._deadline:
            raise AdapterError(IdentityCode.NONCE_EXPIRED, "no card was used in time", permanent=True)
