# For outcomes that need reasons; staff may rewrite them.

from collections.abc import Collection

from forms.definition.outcome import RefusalReason
from forms.definition.procedure import Procedure


def ready_reasons(procedure: Procedure, kind: str, outcomes: Collection[str]) -> tuple[RefusalReason, ...]:
    return tuple(ready for ready in procedure.refusal_reasons if _used_for(procedure, kind, ready, outcomes))


def picked_reason(
    procedure: Procedure, kind: str, code: str, outcomes: Collection[str], chosen: str
) -> tuple[str, RefusalReason] | None:
    """Outcome and reason of `code`, or None. `chosen` stays where the reason fits it."""
    ready = next((ready for ready in ready_reasons(procedure, kind, outcomes) if ready.id == code), None)
    if ready is None:
        return None
    fitting = _used_for(procedure, kind, ready, outcomes)
    return chosen if chosen in fitting else fitting[0], ready


def with_ready(words: str, ready: RefusalReason | None) -> str:
    """Keeps typed words; the same twice adds nothing."""
    return (
        words if ready is None or ready.say in words else "\n".join(part for part in (words.strip(), ready.say) if part)
    )


def _used_for(procedure: Procedure, kind: str, ready: RefusalReason, outcomes: Collection[str]) -> list[str]:
    reasoned = [name for name in outcomes if (outcome := procedure.outcome(kind, name)) is not None and outcome.reasons]
    return [name for name in reasoned if not ready.outcomes or name in ready.outcomes]
