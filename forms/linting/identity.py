"""Identification as answers require, no more."""

import re
from collections.abc import Iterator

from forms.definition.predecessor import EARLIER
from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding
from forms.linting.worlds import Worlds
from forms.loading.rules import APPLICANT

_KNOWN_AS = {f"applicant.{name}": kind for name, kind in APPLICANT.items()}
# 番号法16条: a 個人番号 requires identification. A bank account decides who is paid.
_CARD = {"my_number": "a 個人番号 is given", "bank_account": "an account is given"}


def _strangers(procedure: Procedure) -> Iterator[Finding]:
    types = {field.type.id for field in procedure.fields}
    births = any(field.type.id == "date" and "birth" in re.split(r"[._]", field.name) for field in procedure.fields)
    if procedure.sign_in == "none" and births and "address" in types:
        text = "birth and address are asked without a sign-in: ask less, or require one"
        yield Finding("identity.sign_in", "lint.identity", text)
    if procedure.sign_in == "none" and procedure.signature is not None and procedure.signature.need != "none":
        text = "a signature requires a sign-in: write `sign_in: card`, or `need: none`"
        yield Finding("identity.signature.need", "lint.signature_identity", text)


def _card(procedure: Procedure) -> Iterator[Finding]:
    if procedure.sign_in == "card" or "online" not in procedure.who:
        return
    worlds = Worlds(procedure)
    for field in procedure.fields:
        if field.type.id in _CARD and worlds.possible(worlds.spots[field.path], doors=("online",)):
            text = f"{_CARD[field.type.id]} without a card: write `sign_in: card`"
            yield Finding(f"{field.path}.type", "lint.identity", text)


def _known(procedure: Procedure) -> Iterator[Finding]:
    for field in procedure.fields:
        if field.known_from.startswith(f"{EARLIER}."):
            continue  # checked where it is read, and over the folder
        if field.known_from and field.type.id != _KNOWN_AS.get(field.known_from):
            text = f"{field.known_from} answers a question of type {_KNOWN_AS.get(field.known_from)}"
            yield Finding(f"{field.path}.known_from", "lint.known_from", text)


def _whose(procedure: Procedure) -> Iterator[Finding]:
    if not any(field.role == "filer" and field.known_from for field in procedure.fields):
        return
    for field in procedure.fields:
        # An agent's own company never fills the boxes of the company that applies (services/filing/drafts).
        own = field.known_from.startswith("applicant.") and not field.known_from.startswith(
            ("applicant.spouse.", "applicant.company.")
        )
        if own and field.role != "filer" and field.known_when is None:
            text = (
                f"{field.known_from} describes the person who fills in the form: write `when` that is the same person"
            )
            yield Finding(f"{field.path}.known_from", "lint.known_of_filer", text)


def _show(procedure: Procedure) -> Iterator[Finding]:
    taken = {role for roles in procedure.who.values() for role in roles}
    for role in procedure.show:
        if role not in taken:
            yield Finding(f"show.{role}", "lint.show", f"no door admits {role}: add it to `who`, or remove it here")


def _care_managers(procedure: Procedure) -> Iterator[Finding]:
    # 提出代行: online only the office's number can be verified.
    offices = any(field.type.id == "office_number" for field in procedure.fields)
    if "care_manager" in procedure.who.get("online", ()) and not offices:
        text = "a care manager files for an office: ask for its number (`type: office_number`)"
        yield Finding("who.online", "lint.care_manager_office", text)


CHECKS: tuple[Check, ...] = (_strangers, _card, _known, _whose, _show, _care_managers)
