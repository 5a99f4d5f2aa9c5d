"""Warnings that stay for a reason. `because` names a complaint (`lint.long_help`), or one at one place
(`lint.long_help:ask.cards`), and says why it is right as it is."""

from collections.abc import Iterator, Sequence

from forms.linting.said import Said
from forms.procedure import Procedure


def unexplained(procedure: Procedure, said: Sequence[Said]) -> Iterator[Said]:
    """Everything but the warnings with a reason; and each reason that explains nothing (any more)."""
    reasons = procedure.because
    yield from (one for one in said if not (one.warning and any(_explains(reason, one) for reason in reasons)))
    for reason in reasons:
        if not any(one.warning and _explains(reason, one) for one in said):
            text = f"nothing is warned of that {reason} explains (errors are mended, not explained): take it out"
            yield Said(f"because.{reason}", "lint.because", text)


def _explains(reason: str, said: Said) -> bool:
    key, _, path = reason.partition(":")
    return key == said.key and f"{said.path}.".startswith(f"{path}." if path else "")
