"""What a procedure promises: an objection where there is a decision, words for who comes late, a reason for a signature."""

from collections.abc import Iterator

from forms.kind import KINDS
from forms.linting.said import Check, Said
from forms.procedure import Procedure


def _appeal(procedure: Procedure) -> Iterator[Said]:
    """教示 (行政不服審査法82条) belongs to a 処分, and only to one."""
    disposition = KINDS[procedure.kind].disposition
    if disposition and procedure.appeal is None:
        text = "an application ends in a disposition: say under `appeal` to whom and until when to object"
        yield Said("kind", "lint.appeal", text)
    if not disposition and procedure.appeal is not None:
        text = f"nothing is decided on a {procedure.kind}, so that nobody can object: take `appeal` out"
        yield Said("appeal", "lint.appeal_none", text)


def _late(procedure: Procedure) -> Iterator[Said]:
    if procedure.due is not None and not procedure.due.late:
        text = "say under `late` what happens to who comes late: it is taken all the same"
        yield Said("time.due", "lint.late", text, warning=True)


def _signature(procedure: Procedure) -> Iterator[Said]:
    signature = procedure.signature
    if signature is not None and signature.need != "none" and not signature.because:
        text = "a signature keeps people out: name the rule that demands it under `because`"
        yield Said("identity.signature", "lint.signature_because", text)


def _forwarding(procedure: Procedure) -> Iterator[Said]:
    stops = procedure.period.stops if procedure.period is not None else ()
    if "forwarded" in stops and procedure.forwarding is None:
        text = "the period stands while it is sent on: say under `forwarding` to whom"
        yield Said("time.period.stops", "lint.forwarding", text)


def _once(procedure: Procedure) -> Iterator[Said]:
    if procedure.duplicate is not None and procedure.duplicate.once and procedure.sign_in == "none":
        text = "nobody signs in here, so that nobody is known to have sent it before: take `once` out, or ask for a sign-in"
        yield Said("duplicate.once", "lint.once", text)


CHECKS: tuple[Check, ...] = (_appeal, _late, _signature, _forwarding, _once)
