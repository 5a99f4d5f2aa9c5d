from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Condition

from integrations.sockets.card_socket import CardAnswer, CardAsk, CardUse, ReaderCards
from integrations.sockets.certificate_sockets import Kind
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

Answered = Callable[[], CardAnswer]
PIN_DIGITS = 4
_KINDS: Mapping[CardUse, Kind] = {CardUse.PROVE: "auth", CardUse.SIGN: "sign"}


@dataclass
class _Waiting:
    ask: CardAsk
    answered: Answered | None = None


class Reader:
    """A new request ends the waiting one: the page was reloaded."""

    def __init__(self, cards: ReaderCards) -> None:
        self._cards = cards
        self._turn = Condition()
        self._waiting: _Waiting | None = None

    @property
    def asked(self) -> CardUse | None:
        waiting = self._waiting
        return waiting.ask.use if waiting else None

    def answer(self, ask: CardAsk, seconds: float) -> CardAnswer:
        """Raises AdapterError: the card's, USER_CANCELLED, CARD_REMOVED, NONCE_EXPIRED."""
        mine = _Waiting(ask)
        with self._turn:
            self._stop(IdentityCode.USER_CANCELLED)
            self._waiting = mine
            self._turn.wait_for(lambda: mine.answered is not None, seconds)
            if self._waiting is mine:
                self._waiting = None
        if mine.answered is None:
            raise AdapterError(IdentityCode.NONCE_EXPIRED, "no card was used in time", permanent=True)
        return mine.answered()

    def lay_down(self, card: str, pin: str) -> None:
        waiting = self._waiting
        if waiting is not None:
            self._finish(waiting, self._used(card, pin, waiting.ask))

    def give_up(self, code: IdentityCode) -> None:
        with self._turn:
            self._stop(code)

    def _used(self, card: str, pin: str, ask: CardAsk) -> Answered:
        try:
            if ask.use is CardUse.ATTRIBUTES:
                answer = CardAnswer(self._cards.surface(card, pin), by_pin=len(pin) == PIN_DIGITS)
            else:
                answer = CardAnswer(signed=self._cards.signed(card, _KINDS[ask.use], pin, ask.digests))
        except AdapterError as error:
            return _raising(error)
        return lambda: answer

    def _finish(self, waiting: _Waiting, answered: Answered) -> None:
        with self._turn:
            if waiting.answered is None:
                waiting.answered = answered
            if self._waiting is waiting:
                self._waiting = None  # at once: the next card belongs to the next request
            self._turn.notify_all()

    def _stop(self, code: IdentityCode) -> None:
        if self._waiting is not None and self._waiting.answered is None:
            self._waiting.answered = _raising(AdapterError(code, permanent=True))
            self._waiting = None
            self._turn.notify_all()


def _raising(error: AdapterError) -> Answered:
    def answered() -> CardAnswer:
        raise error

    return answered
