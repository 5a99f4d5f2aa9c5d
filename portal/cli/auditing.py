import re
from datetime import datetime, timedelta
from typing import Annotated

import typer

from portal.cli.opened import opened_records
from portal.cli.problem import AsJson, Problem, both, command_line, complain, listing, wrong_option
from portal.services.audit.note_faults import note_faults, report_faults
from portal.services.audit.report_titles import TITLES, Bounds
from portal.services.shared.verify_audit import verify_audit
from portal.services.shared.write_audit import write_audit

# The last eight are what the day's record of docs/ja/operation.md has.
_HEAD = re.compile(r"[0-9a-f]{8,64}")

app = typer.Typer(help="The audit records.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit records."""


@app.command()
def verify(head: Annotated[str, typer.Option(metavar="HEX", help="A head that was kept elsewhere.")] = "") -> None:
    """Check every record and link: detects changes, deletions, reordering and truncation."""
    head = _kept(head)
    with opened_records() as installation:
        verdict = verify_audit(installation, head)
    for fault, note in verdict.noted:
        why = note.detail.partition(" ")[2]
        complain(
            both(
                f"{fault.mark}：記録 {note.id} に理由があります：{why}",
                f"{fault.mark}: {fault}; noted by record {note.id}.",
            )
        )
    if verdict.faults:
        raise Problem.of(
            "監査の鎖に切れ目があります。理由を調べ、kakanai audit repair で閉じてください。"
            + (
                "写した先頭がこの鎖にないときは、写しまちがいと、もっと古いバックアップでないかも見てください。"
                if head
                else ""
            ),
            *(f"{fault.mark}: {fault}." for fault in verdict.faults),
        )
    counts = f"{verdict.sealed} sealed, {verdict.waiting} waiting."
    if not verdict.head:  # an installation whose worker has not run yet
        print(
            both(
                "切れ目はありません。鎖はまだ空なので、先頭もありません。裏の仕事が動いてから、もう一度打ってください。",
                counts,
            )
        )
        return
    print(both("切れ目はありません。下の行が監査の先頭です。別の場所の帳面に写してください。", counts))
    print(verdict.head)


@app.command()
def repair(
    marks: Annotated[
        list[str], typer.Argument(metavar="MARK...", help="Of the faults, as `audit verify` prints them.")
    ],
    by: Annotated[str, typer.Option(help="Who looked into it.")],
    why: Annotated[str, typer.Option(help="How it came about, and what shows that.")],
    head: Annotated[
        str, typer.Option(metavar="HEX", help="The head that the fault is about, if it is about one.")
    ] = "",
) -> None:
    """Close faults by a note in the audit records. Nothing is rewritten; `audit verify` names the note from then on."""
    if not (by.strip() and why.strip()):
        raise wrong_option("どちらも書いてください。", "both are needed", hint="--by, --why")
    head = _kept(head)
    with opened_records() as installation:
        faults = {fault.mark: fault for fault in verify_audit(installation, head).faults}
        unknown = [mark for mark in marks if mark not in faults]
        if unknown:
            raise Problem(
                *(
                    both(f"{mark}：その印の切れ目はありません。", f"{mark}: there is no such open fault.")
                    for mark in unknown
                )
            )
        report_faults(installation, command_line(), [faults[mark] for mark in marks])
        with installation.database.change() as unit:
            note_faults(installation, unit, command_line(), [faults[mark] for mark in marks], by.strip(), why.strip())
    print(both(f"{len(marks)}件に理由を書きました。", f"{len(marks)} noted."))


def _kept(head: str) -> str:
    # Raises BadParameter: what cannot be a head would look like a chain that was cut.
    head = head.strip().lower()
    if head and not _HEAD.fullmatch(head):
        raise wrong_option(
            "監査の先頭は64文字（0～9、a～f）です。全部か、帳面に写した終わりの8文字より多くを書いてください。",
            "a head is 64 hexadecimal digits; write all of them or the last 8 or more",
            hint="--head",
        )
    return head


@app.command(name="report")
def print_report(
    name: Annotated[str, typer.Argument(metavar="REPORT", help=", ".join(TITLES))],
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; 30 days ago.")
    ] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; today.")] = None,
    most: Annotated[int, typer.Option(min=1, help="`many`: applications within an hour.")] = Bounds().most,
    as_json: AsJson = False,
) -> None:
    """Print suspicious accesses: at night, in masses, without work, to one's own family name."""
    from portal.services.audit.reports import report, staff_names  # noqa: PLC0415 - opens cases, which the chain need not

    if name not in TITLES:
        raise wrong_option(
            f"{name}：その報告はありません。{'、'.join(TITLES)} のどれかを書いてください。",
            f"{name}: there is no such report",
            hint="REPORT",
        )
    with opened_records() as installation:
        last = until.date() if until else installation.clock.today()
        first = since.date() if since else last - timedelta(days=30)
        if first > last:
            raise wrong_option("終わりの日が、始まりの日より前です。", "the last day is before the first", hint="--to")
        with installation.database.change() as unit:
            accesses = report(installation, unit, name, tuple(installation.city.duties), first, last, Bounds(most=most))
            names = staff_names(unit)
            write_audit(installation, unit, command_line(), "see audit report", detail=f"{name} {first} {last}")
    lines = [
        {
            "login": access.login, "name": names.get(access.login, ""), "first": f"{access.first:%Y-%m-%d %H:%M}",
            "last": f"{access.last:%Y-%m-%d %H:%M}", "looks": access.count, "applications": len(access.receipts), "about": access.about, "receipts": list(access.receipts),
        }
        for access in accesses
    ]  # fmt: skip
    listing(
        lines, as_json, ("login", "name", "first", "last", "looks", "applications", "about"),
        ("ログイン名", "氏名", "はじめ", "終わり", "見た回数", "申請の数", "何について"),
        both(f"「{TITLES[name][0]}」に当たるものは、{first} から {last} までにありません。", f"{name}: none from {first} to {last}."),
    )  # fmt: skip
