"""choice_filter of XLSForm: which options an earlier answer leaves."""

from collections.abc import Mapping, Set
from typing import Any

from portal.services.workshop.sheet_conditions import NoRule
from portal.services.workshop.xlsform.rules import TRUTH, Asked, rule_of
from portal.services.workshop.xlsform.sheets import Cells


def filtered(
    text: str, options: dict[str, Any], codes: Mapping[str, str], choices: Mapping[str, Cells], seen: Mapping[str, Asked],
    rows: tuple[str, ...], always: Set[str],
) -> None:  # fmt: skip
    # Each of `options` gets its rule, or none does. `choices`: rows of the sheet by their names; `always`: questions that
    # everybody has answered. Raises NoRule.
    rules = {codes[code]: rule_of(text, seen, rows, cells=cells) for code, cells in choices.items()}
    if rules.keys() == options.keys() and not _covered(set(rules.values()), seen, always):
        raise NoRule("選択肢が1つも出ない人がいるかもしれません。しぼる質問を、だれもが必ず答える質問にしてください。")
    for code, rule in rules.items():
        written = options[code]
        options[code] = {**(written if isinstance(written, dict) else {"label": written}), "when": rule}


def _covered(rules: Set[str], seen: Mapping[str, Asked], always: Set[str]) -> bool:
    return any(rules == _answers(asked) for asked in seen.values() if asked.codes and asked.name in always)


def _answers(asked: Asked) -> Set[str]:
    if asked.kind == TRUTH:
        return {asked.name, f"not {asked.name}"}
    return {f"{asked.name} == {code}" for code in asked.codes.values()}
