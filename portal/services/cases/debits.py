"""口座振替 of an application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.procedure import Procedure
from forms.fields.bank_account import KINDS
from portal.clock import from_micro
from portal.db import Unit
from portal.sealing import Sealer
from portal.services.cases.cases import Case
from portal.store.fees import debits
from portal.store.fees.debits import DebitRow

REGISTERED = "registered"


@dataclass(frozen=True)
class Debited:
    # `account`: as answered; `registered`: as the bank disclosed it.

    question: str
    account: Value
    row: DebitRow | None
    registered: Value | None

    @property
    def state(self) -> str:
        # A key `debit.state.<state>`; `none` before anything was begun.
        return self.row.state if self.row is not None else "none"

    @property
    def differs(self) -> bool:
        names = ("bank", "branch", "kind", "number")
        known = [name for name in names if self.registered is not None and name in self.account]
        return any(self.registered is not None and self.registered[name] != self.account[name] for name in known)


def debit_questions(procedure: Procedure) -> tuple[str, ...]:
    return tuple(field.id for field in procedure.fields if field.type.id == "bank_account" and field.settings.debit)


def debited(unit: Unit, case: Case) -> Debited | None:
    return debited_of(case, debits.of_applications(unit, [case.row.id]).get(case.row.id, ()))


def debited_of(case: Case, rows: Sequence[DebitRow]) -> Debited | None:
    # None if nothing is to be drawn from an account.
    # Of a 公金受取口座 only the bank's register knows the number.
    given = case.path.answers
    question = next((name for name in debit_questions(case.procedure) if "number" in given.get(name, ())), None)
    if question is None:
        return None
    # Of several the newest, as in what is handed over: one that had failed may be registered late.
    row = next((row for row in reversed(rows) if row.state == REGISTERED), rows[-1] if rows else None)
    registered = None if row is None else account_of(case.sealer, row)
    if registered is not None:  # the bank sends codes; people know names
        branch = next(iter(case.environment.banks(registered["bank"], registered["branch"])), None)
        named = {} if branch is None else {"bank_name": branch.bank_name, "branch_name": branch.branch_name}
        registered = {**registered, **named}
    return Debited(question, given[question], row, registered)


def settled_papers(procedure: Procedure) -> frozenset[str]:
    return frozenset(paper.id for paper in procedure.papers if paper.debit_settles)


def account_of(sealer: Sealer, row: DebitRow) -> Value | None:
    # As a question of type bank_account stores it.
    if row.sealed_account is None:
        return None
    sent: Mapping[str, Any] = sealer.open(f"debit:{row.number}", row.sealed_account)
    kind = next(name for name, code in KINDS.items() if code == sent["kind"])
    return {**sent, "way": "bank", "kind": kind, "holder_zengin": sent["holder"]}


def with_registered(procedure: Procedure, answers: Answers, account: Value) -> Answers:
    # What is handed over: the account that the bank registered in place of the one that was typed. After a correction
    # nothing may be drawn any more.
    question = next((name for name in debit_questions(procedure) if name in answers), None)
    return answers if question is None else {**answers, question: {**account, "bank_name": "", "branch_name": ""}}


def masked(account: Value) -> str:
    # For pages: the last three digits.
    names = [
        account.get("bank_name") or account.get("bank", ""),
        account.get("branch_name") or account.get("branch", ""),
    ]
    return " ".join([*names, f"****{account['number'][-3:]}"]).strip()


def debit_panel(unit: Unit, case: Case) -> dict[str, object]:
    debit = None if case.hides or not debit_questions(case.procedure) else debited(unit, case)
    if debit is None:
        return {"debit": None}
    at = None if debit.row is None else from_micro(debit.row.changed_at)
    return {"debit": debit, "debit_at": at, "debit_masked": masked(debit.registered) if debit.registered else ""}
