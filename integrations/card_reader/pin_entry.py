"""What a person may type, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass

NUMBER_B_DIGITS = 14


@dataclass(frozen=True)
class Secret:
    name: str
    shortest: int
    longest: int
    left: int  # tries; 0 if locked

    @property
    def digits(self) -> str:
        return f"{self.shortest}けた" if self.shortest == self.longest else f"{self.shortest}から{self.longest}文字"

    def fits(self, typed: str) -> bool:
        return (
            self.shortest <= len(typed) <= self.longest
            and typed.isascii()
            and (typed.isdigit() or (typed.isalnum() and self.longest > self.shortest))
        )


@dataclass(frozen=True)
class Typed:
    text: str
    last_try: bool = False  # the person agreed to the last one


def secret_for(secrets: Sequence[Secret], typed: str) -> Secret | None:
    return next((secret for secret in secrets if secret.fits(typed)), None)
