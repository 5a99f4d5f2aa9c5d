from collections.abc import Iterator

from forms.definition.procedure import Procedure
from forms.definition.signer import Signer
from forms.linting.finding import Check, Finding

_CHILDREN = frozenset({"child", "grandchild"})  # `role` of questions about a person who may be a minor
_PATH = "identity.signature.signers"


def _numbered(procedure: Procedure) -> list[tuple[str, Signer]]:
    signature = procedure.signature
    return [(f"{_PATH}.{n}", signer) for n, signer in enumerate(signature.signers)] if signature is not None else []


def _whole(procedure: Procedure) -> Iterator[Finding]:
    signature = procedure.signature
    if signature is None:
        return
    if signature.signers and signature.need == "none":
        text = "`need: none`, but there are signers: remove them, or write `need: required`"
        yield Finding("identity.signature.signers", "lint.signers_none", text)
    if signature.signers and procedure.sign_in != "card" and signature.need != "none":
        text = "signers are identified by card: write `sign_in: card`"
        yield Finding("identity.sign_in", "lint.signers_card", text)
    if signature.order == "ordered" and len(signature.signers) < 2:  # the rows of one signer sign at the same time
        text = "`order` needs several signers, since the sender always signs first: remove it, or add signers"
        yield Finding("identity.signature.order", "lint.signers_order", text)


def _named(procedure: Procedure) -> Iterator[Finding]:
    for path, signer in _numbered(procedure):
        places = [(path, signer.name, signer.birth)]
        if signer.guardian is not None:
            places.append((f"{path}.guardian", signer.guardian.name, signer.guardian.birth))
        for place, name, birth in places:
            for key, question in (("name", name), ("birth", birth)):
                if procedure.by_name[question].required is not True:
                    text = f"{question} may stay empty, and nobody would sign then: make it required"
                    yield Finding(f"{place}.{key}", "lint.signer_unnamed", text)
            if procedure.by_name[birth].settings.unknown:
                text = f"the day of {birth} may be unknown: it could not identify the signer"
                yield Finding(f"{place}.birth", "lint.signer_birth", text)


def _minors(procedure: Procedure) -> Iterator[Finding]:
    for path, signer in _numbered(procedure):
        if signer.guardian is None and procedure.by_name[signer.birth].role in _CHILDREN:
            text = "a child has no certificate to sign with: name under `guardian` who signs in its place"
            yield Finding(f"{path}.birth", "lint.signer_minor", text)


def _once(procedure: Procedure) -> Iterator[Finding]:
    seen: set[str] = set()
    filers = {role for who in procedure.who.values() for role in who}
    for path, signer in _numbered(procedure):
        if signer.name in seen or (signer.guardian is not None and signer.guardian.name == signer.name):
            text = f"{signer.name} names somebody who signs already: one person signs once"
            yield Finding(f"{path}.name", "lint.signer_twice", text)
        seen.add(signer.name)
        for number, role in enumerate(signer.filed_by):
            if role not in filers:
                text = f"nobody files as {role} (`who`): remove it, or open a door for them"
                yield Finding(f"{path}.filed_by.{number}", "lint.signer_filed_by", text)


CHECKS: tuple[Check, ...] = (_whole, _named, _minors, _once)
