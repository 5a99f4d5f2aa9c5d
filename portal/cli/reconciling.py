"""`reconcile`: the balance of applications."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from portal.cli.opened import opened_records
from portal.cli.problem import AsJson, Problem, both, wrong_option
from portal.services.handover.reconcile import reconcile as balance_all
from portal.services.imports.import_words import STATES

app = typer.Typer()

WHY = {
    "arrived_once": "its history does not have exactly one arrival",
    "history_whole": "its history has a gap",
    "state_as_told": "its state differs from its history",
    "recorded": "the audit does not have exactly one arrival",
    "answers_kept": "its answers are missing",
    "state": "its state is unknown",
    "package_kept": "it came in a package, but not exactly one is stored",
    "gone": "it arrived according to the audit, but is missing",
    "back": "an approved list deleted it, but it is there",
}
_COLUMNS = ("arrived", "open", "returned", "decided", "withdrawn", "disposed")
_HEADINGS = ("事務", "届いた", "開いている", "返した", "決めた", "取り下げた", "廃棄した")


@app.command()
def reconcile(
    as_json: AsJson = False,
    duty: Annotated[str, typer.Option(help="Print only this duty; the check is of all.")] = "",
) -> None:
    """Check that arrived = open + returned + decided + withdrawn + disposed, and that all tables agree. Lists each
    application with a difference, with exit status 1."""
    with opened_records() as installation:
        if duty and duty not in installation.city.duties:
            raise wrong_option(
                f"{duty}：市の定義（duties）に、その事務はありません。",
                f"{duty}: the city has no such duty",
                hint="--duty",
            )
        with installation.database.read() as unit:
            result = balance_all(unit)
    rows = [
        {"duty": balance.duty, **{name: getattr(balance, name) for name in _COLUMNS}}
        for balance in result.balances
        if duty in ("", balance.duty)
    ]
    handed_over = [row for row in result.handed_over if duty in ("", row.duty)]
    unexplained = [
        {"application": case.receipt_number, "id": case.application_id, "why": case.why} for case in result.unexplained
    ]
    if as_json:
        handed = [{**asdict(row), "open": row.open} for row in handed_over]
        report = {"duties": rows, "handed_over": handed, "packages": dict(result.packages), "unexplained": unexplained}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print(both("\t".join(_HEADINGS), "\t".join(("duty", *_COLUMNS))))
        for row in rows:
            print("\t".join(str(cell) for cell in row.values()))
        for sums in handed_over:
            print(
                both(
                    f"引渡し：{sums.duty} {sums.layout} {sums.handed}件 ＝ 相手が受け取った {sums.acknowledged}件 ＋ まだ {sums.open}件",
                    f"handed over: {sums.duty} {sums.layout} {sums.handed} = acknowledged {sums.acknowledged} + open {sums.open}",
                )
            )
        if any(result.packages.values()):
            states = ", ".join(f"{state} {number}" for state, number in result.packages.items())
            words = "、".join(f"{STATES[state]} {number}件" for state, number in result.packages.items())
            total = sum(result.packages.values())
            print(both(f"パッケージ：{total}件 ＝ {words}", f"packages: {total} = {states}"))
        print(both(f"説明のつかないもの：{len(unexplained)}件", f"unexplained: {len(unexplained)}"))
    if unexplained:
        named = [
            (case.receipt_number or f"application {case.application_id}", WHY[case.why]) for case in result.unexplained
        ]
        raise Problem.of(
            "件数が合わない申請があります。番号の申請を開いて確かめてください。",
            *(f"{name}: {why}." for name, why in named),
        )
