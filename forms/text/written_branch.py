"""By name, code or both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.japanese import plain, trim


@dataclass(frozen=True)
class Written:
    code: str
    name: str

    @property
    def best(self) -> str:
        return self.code or self.name


def read_written(text: str, digits: int) -> Written:
    """9999 みほん銀行, みほん銀行（9999）, 9999 or みほん銀行; the name stays as typed."""
    figure = "[0-9０-９]"
    before = re.fullmatch(f"({figure}{{{digits}}})(?!{figure})(.*)", text)
    after = re.fullmatch(rf"(.*?)(?<!{figure})[\s（(]*({figure}{{{digits}}})[\s）)]*", text)
    if before:
        return Written(plain(before[1]), trim(before[2]))
    return Written(plain(after[2]), trim(after[1])) if after else Written("", text)


def find_branch(bank: str, branch: str, environment: Environment) -> Mapping[str, str] | Mistake:
    """From two non-empty boxes: {"bank", "bank_name", "branch", "branch_name"}. Unknown banks as typed."""
    typed_bank, typed_branch = read_written(bank, 4), read_written(branch, 3)
    for box, written in (("bank", typed_bank), ("branch", typed_branch)):
        if re.fullmatch(r"[\d\s-]+", plain(written.name)):
            return Mistake(f"bank_account.{box}_unclear", box)
    matches = environment.banks(typed_bank.best, typed_branch.best)
    if len(matches) == 1:
        row = matches[0]
        return {"bank": row.bank, "bank_name": row.bank_name, "branch": row.branch, "branch_name": row.branch_name}
    of_bank = matches or environment.banks(typed_bank.best, "")
    if len({row.bank for row in of_bank}) > 1:
        return Mistake("bank_account.several_banks", "bank")
    if matches:
        return Mistake("bank_account.several_branches", "branch")
    if of_bank:
        typed_bank = Written(of_bank[0].bank, of_bank[0].bank_name)
    for box, written in (("bank", typed_bank), ("branch", typed_branch)):
        if not written.name:
            return Mistake(f"bank_account.{box}_unknown", box)
    boxes = {
        "bank": typed_bank.code,
        "bank_name": typed_bank.name,
        "branch": typed_branch.code,
        "branch_name": typed_branch.name,
    }
    return {name: text for name, text in boxes.items() if text}
