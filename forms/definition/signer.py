from dataclasses import dataclass

from forms.rules.expression import Expression

SEVERAL = ("parallel", "ordered")


@dataclass(frozen=True)
class Guardian:
    """法定代理人 of a minor. Full names of questions."""

    name: str
    birth: str


@dataclass(frozen=True)
class Signer:
    """One per row of a repeat. `filed_by`: only for these filers, () = always. `days` until the request expires."""

    id: str
    label: str
    path: str
    name: str
    birth: str
    days: int
    when: Expression | None = None
    filed_by: tuple[str, ...] = ()
    guardian: Guardian | None = None
    paper: bool = False


@dataclass(frozen=True)
class Signature:
    """`need`: none, required or a city setting. The sender signs first, then `signers` in parallel or in order."""

    need: str
    because: str
    certainty: str
    order: str = SEVERAL[0]
    signers: tuple[Signer, ...] = ()
