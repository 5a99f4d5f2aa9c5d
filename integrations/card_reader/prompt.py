"""Where the person types."""

# Never a page, where a browser could keep it.

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from integrations.card_reader.pin_entry import Secret, Typed, secret_for
from integrations.sockets.card_socket import CardUse

LAST_TRY = "最後の1回です。まちがえるとロックされますが、入れます"
PURPOSES = {
    CardUse.ATTRIBUTES: "券面に書いてあることを読みます。",
    CardUse.PROVE: "本人のカードか確かめます。",
    CardUse.SIGN: "申請に署名します。",
}
LAY_DOWN = "カードを読み取り機に置いてください。"
TWO_CARDS = "カードが2枚あります。読むカードだけを置いてください。"
LENGTH = "けた数がちがいます。"
LOCKED = "ロックされています。住民票の窓口で設定しなおすと、また使えます。"
AGREE = "最後の1回です。入れるなら、しるしを付けてください。"


@dataclass(frozen=True)
class Entry:
    purpose: str
    reader: str
    secrets: Sequence[Secret]

    @property
    def lines(self) -> list[str]:
        return [
            f"{secret.name}（{secret.digits}）："
            + (f"あと{secret.left}回まちがえると、ロックされます" if secret.left else "ロックされています")
            for secret in self.secrets
        ]

    def mistake(self, typed: Typed) -> str:
        # The same rule as the agent's.
        secret = secret_for(self.secrets, typed.text)
        if secret is None:
            return LENGTH
        if not secret.left:
            return LOCKED
        return AGREE if secret.left == 1 and not typed.last_try else ""


class Sheet(Protocol):
    # Of one question.
    @property
    def stopped(self) -> bool: ...

    def show(self, text: str) -> None: ...

    def ask(self, entry: Entry, still: Callable[[], bool]) -> Typed | None:
        """None: stopped, or not `still` (card away, time over, another question)."""

    def close(self) -> None: ...


class Prompt(Protocol):
    def sheet(self, purpose: str) -> Sheet: ...
