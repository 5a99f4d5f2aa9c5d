"""Whether people are known as well as what they tell demands, and no better than needed."""

import re
from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.linting.worlds import Worlds
from forms.loading.rules import APPLICANT
from forms.procedure import Procedure

_KNOWN_AS = {f"applicant.{name}": kind for name, kind in APPLICANT.items()}
# 番号法16条: whoever gives a number shows who they are. An account decides who is paid.
_CARD = {"my_number": "a 個人番号 is given", "bank_account": "an account is given"}


def _strangers(procedure: Procedure) -> Iterator[Said]:
    types = {field.type.id for field in procedure.fields}
    births = any(field.type.id == "date" and "birth" in re.split(r"[._]", field.name) for field in procedure.fields)
    if procedure.sign_in == "none" and births and "address" in types:
        text = "birth and address are asked of someone who did not sign in: ask less, or let them sign in"
        yield Said("identity.sign_in", "lint.identity", text)
    if procedure.sign_in == "none" and procedure.signature is not None and procedure.signature.need != "none":
        text = "a signature needs somebody who signed in: write `sign_in: card`, or `need: none`"
        yield Said("identity.signature.need", "lint.signature_identity", text)


def _card(procedure: Procedure) -> Iterator[Said]:
    """What may come only from somebody whose card was read, when they apply from home."""
    if procedure.sign_in == "card" or "online" not in procedure.who:
        return
    worlds = Worlds(procedure)
    for field in procedure.fields:
        if field.type.id in _CARD and worlds.possible(worlds.spots[field.path], doors=("online",)):
            text = f"{_CARD[field.type.id]} by someone whose card was not read: write `sign_in: card`"
            yield Said(f"{field.path}.type", "lint.identity", text)


def _known(procedure: Procedure) -> Iterator[Said]:
    for field in procedure.fields:
        # Filed together with others it is known by their card who is meant by a role: what all ask of them is asked once.
        together = bool(field.concept and field.role)
        if field.known_from and procedure.sign_in != "card" and not together:
            text = "only a card tells this: nothing is known here from the sign-in"
            yield Said(f"{field.path}.known_from", "lint.nothing_known", text, warning=True)
        if field.known_from and field.type.id != _KNOWN_AS.get(field.known_from):
            text = f"{field.known_from} answers a question of type {_KNOWN_AS.get(field.known_from)}"
            yield Said(f"{field.path}.known_from", "lint.known_from", text)


def _whose(procedure: Procedure) -> Iterator[Said]:
    """Where somebody may fill it in for another, the card is theirs, and so are the name and the telephone that it tells."""
    if not any(field.role == "filer" and field.known_from for field in procedure.fields):
        return
    for field in procedure.fields:
        own = field.known_from.startswith("applicant.") and not field.known_from.startswith("applicant.spouse.")
        if own and field.role != "filer" and field.known_when is None:
            text = f"{field.known_from} is of who fills it in: write `when` that is the same person"
            yield Said(f"{field.path}.known_from", "lint.known_of_filer", text)


def _show(procedure: Procedure) -> Iterator[Said]:
    taken = {role for roles in procedure.who.values() for role in roles}
    for role in procedure.show:
        if role not in taken:
            yield Said(f"show.{role}", "lint.show", f"no door takes {role}: write it in `who`, or take it out here")


def _care_managers(procedure: Procedure) -> Iterator[Said]:
    """提出代行 is the office's: on a screen its number is all there is to look up."""
    offices = any(field.type.id == "office_number" for field in procedure.fields)
    if "care_manager" in procedure.who.get("online", ()) and not offices:
        text = "a care manager files for an office: ask its number (`type: office_number`)"
        yield Said("who.online", "lint.care_manager_office", text)


CHECKS: tuple[Check, ...] = (_strangers, _card, _known, _whose, _show, _care_managers)
