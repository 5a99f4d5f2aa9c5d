"""`procedures sign`: signed 確認票, which publishing requires."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer

from forms.definition.procedure import Procedure
from portal.cli.opened import opened_records
from portal.cli.printing import Definition, definition_of, demand_office
from portal.cli.problem import Problem, both, command_line, wrong_option
from portal.db import Unit
from portal.services.procedures.sign_sheet import sign_sheet, unsigned
from portal.services.shared.installation import Installation


def sign(
    definition: Definition,
    by: Annotated[str, typer.Option(help="Who signed, with their office: 介護保険課長 見本花子.")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day beside the signature; none: today.")
    ] = None,
) -> None:
    """Record that the section signed a procedure's 確認票 (printed by `sheet`): its assumed lines are confirmed."""
    name = " ".join(by.split())
    if not name:
        raise wrong_option("だれが署名したかを書いてください。", "write who signed", hint="--by")
    with opened_records() as installation:
        procedure, today = definition_of(definition), installation.clock.today()
        day = on.date() if on else today
        if day > today:
            raise Problem.of(
                f"{day} は先の日です。署名の横の日付を書いてください。",
                f"{day} is in the future; write the day beside the signature.",
            )
        demand_office(procedure, installation.city, today)
        with installation.database.change() as unit:
            count = sign_sheet(installation, unit, command_line(), procedure, name, day)
    print(
        f"{procedure.id}：{count}行に {name} の署名（{day}）を記録しました。 / {count} lines signed."
        if count
        else f"{procedure.id}：署名が必要な行は残っていません。 / Nothing was left to sign."
    )


def demand_signatures(installation: Installation, unit: Unit, procedures: Iterable[Procedure]) -> bool:
    # Whether all are signed: only production asks. Raises Problem.
    if installation.settings.env != "production":
        return False
    today = installation.clock.today()
    problems = []
    for procedure in procedures:
        open_ = unsigned(unit, procedure, installation.city, today)
        if open_:
            first = next(iter(open_.values()))
            problems.append(
                both(
                    f"{procedure.id}：確認票の推定の{len(open_)}行に、課の署名がありません（はじめの行：{first.what}：{first.says}）。"
                    f"kakanai procedures sheet {procedure.id} --out {procedure.id}.pdf で刷り、課が確かめたら、kakanai procedures sign {procedure.id} --by 名前 を打ってください。",
                    f"{procedure.id}: {len(open_)} assumed lines of its 確認票 are not signed.",
                )
            )
    if problems:
        raise Problem(*problems)
    return True
