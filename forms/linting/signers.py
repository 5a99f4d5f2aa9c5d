"""Who signs beside the sender: each a person who is named for certain, who may sign, and who signs once."""

from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.procedure import Procedure
from forms.signer import Signer

_CHILDREN = frozenset({"child", "grandchild"})  # the `role` of questions about somebody who may be a minor
_PATH = "identity.signature.signers"


def _numbered(procedure: Procedure) -> list[tuple[str, Signer]]:
    signature = procedure.signature
    return [(f"{_PATH}.{n}", one) for n, one in enumerate(signature.signers)] if signature is not None else []


def _whole(procedure: Procedure) -> Iterator[Said]:
    signature = procedure.signature
    if signature is None:
        return
    if signature.signers and signature.need == "none":
        text = "nobody signs (`need: none`), and yet others are named: take them out, or write `need: required`"
        yield Said("identity.signature.signers", "lint.signers_none", text)
    if signature.signers and procedure.sign_in != "card" and signature.need != "none":
        text = "who signs is known by a card: write `sign_in: card`"
        yield Said("identity.sign_in", "lint.signers_card", text)
    if signature.order == "ordered" and len(signature.signers) < 2:  # rows of one signer sign at the same time
        text = "an order among one: who sends signs first anyway. Take `order` out, or name more"
        yield Said("identity.signature.order", "lint.signers_order", text)


def _named(procedure: Procedure) -> Iterator[Said]:
    """A question that may stay empty names nobody, and then nobody would sign."""
    for path, signer in _numbered(procedure):
        places = [(path, signer.name, signer.birth)]
        if signer.guardian is not None:
            places.append((f"{path}.guardian", signer.guardian.name, signer.guardian.birth))
        for place, name, birth in places:
            for key, question in (("name", name), ("birth", birth)):
                if procedure.by_name[question].required is not True:
                    text = f"{question} may stay empty, and nobody would sign then: make it required"
                    yield Said(f"{place}.{key}", "lint.signer_unnamed", text)
            if procedure.by_name[birth].settings.unknown:
                text = f"the day of {birth} may be unknown: nobody could be told by it"
                yield Said(f"{place}.birth", "lint.signer_birth", text)


def _minors(procedure: Procedure) -> Iterator[Said]:
    for path, signer in _numbered(procedure):
        if signer.guardian is None and procedure.by_name[signer.birth].role in _CHILDREN:
            text = "a child has no certificate to sign with: name under `guardian` who signs in its place"
            yield Said(f"{path}.birth", "lint.signer_minor", text)


def _once(procedure: Procedure) -> Iterator[Said]:
    """The same question names the same person. Whom the door lets in decides who may be asked."""
    seen: set[str] = set()
    filers = {role for who in procedure.who.values() for role in who}
    for path, signer in _numbered(procedure):
        if signer.name in seen or (signer.guardian is not None and signer.guardian.name == signer.name):
            text = f"{signer.name} names somebody who signs already: one person signs once"
            yield Said(f"{path}.name", "lint.signer_twice", text)
        seen.add(signer.name)
        for number, role in enumerate(signer.filed_by):
            if role not in filers:
                text = f"nobody files as {role} (`who`): take it out, or open a door for them"
                yield Said(f"{path}.filed_by.{number}", "lint.signer_filed_by", text)


CHECKS: tuple[Check, ...] = (_whole, _named, _minors, _once)
