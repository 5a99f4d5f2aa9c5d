"""Who signs (署名する人) beside whoever sends, as a definition says it. Frozen types; `signers` says who they are for given answers."""

from dataclasses import dataclass

from forms.rules.expression import Expression

SEVERAL = ("parallel", "ordered")


@dataclass(frozen=True)
class Guardian:
    """法定代理人: signs in the place of a signer who is a minor. `name` and `birth` are questions by their full names."""

    name: str
    birth: str


@dataclass(frozen=True)
class Signer:
    """One who is named by answers; in a repeat, one in each row. `label` is what they are called, its translation stands at
    `<path>.label`. `filed_by`: only where one of these files, () = always. `days` until the request ends. `paper`: a
    signature on paper will do for this one."""

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
    """署名: `need` none or required, or the name of the city's setting that says so; `because` names the rule. Who sends signs
    first, in their own name; `signers` are the others, all at once or one after the other (`order`)."""

    need: str
    because: str
    certainty: str
    order: str = SEVERAL[0]
    signers: tuple[Signer, ...] = ()
