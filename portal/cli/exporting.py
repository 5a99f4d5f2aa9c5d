"""`export`: batches into a folder."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from integrations.exports.writing import show
from integrations.sockets.layout_socket import Bench, Finding
from portal.cli.backups.handing_back import EVERYTHING, Asked, hand_back
from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, both, command_line, complain, note_act, wrong_option
from portal.errors import Conflict, NotAllowed, NotFound, required
from portal.services.handover.check_hand_over import check_hand_over
from portal.services.handover.hand_over import HandedOver, batch_files, hand_all_over, layout_of
from portal.services.handover.number_files import demand_number_use
from portal.services.handover.release_batch import waits_for_release
from portal.services.handover.words import EVENTS, HANDLINGS
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import write_audit
from portal.store.handover import hand_overs
from portal.store.handover.hand_overs import BatchRow

app = typer.Typer()


@app.command()
def export(
    layout: Annotated[
        str | None,
        typer.Argument(
            help="Id of the layout (`kakanai layouts list`), or `everything`: all data at the end of a contract."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the files; made if absent.")] = None,
    procedure: Annotated[str, typer.Option(metavar="ID", help="Only this procedure.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Only report what is held; hand nothing over.")] = False,
    batch: Annotated[str | None, typer.Option(metavar="NUMBER", help="Write this batch's files again.")] = None,
    as_json: AsJson = False,
    by: Annotated[str, typer.Option(metavar="LOGIN", help="`everything`: an administrator.")] = "",
    second: Annotated[str, typer.Option(metavar="LOGIN", help="`everything`: another administrator.")] = "",
    why: Annotated[str, typer.Option(help="`everything`: for the audit records.")] = "",
    numbers_for: Annotated[
        str, typer.Option(metavar="PURPOSE", help="`everything`: with 個人番号, for this purpose.")
    ] = "",
) -> None:
    """Hand over what is ready: one batch per duty, each application once. Held ones are reported on stderr. `everything`
    writes all data in open formats (docs/exit.md)."""
    if layout == EVERYTHING:
        if out is None or procedure or check or batch is not None:
            words = both(
                "--out DIR、--by、--second、--why を全部書いてください。", "give --out DIR, --by, --second and --why"
            )
            raise typer.BadParameter(words, param_hint=EVERYTHING)
        hand_back(out, Asked(by, second, why.strip(), numbers_for.strip()))
        return
    _demand_aim(layout, batch, out, check)
    try:
        with opened() as installation:
            if batch is not None:
                _again(installation, batch, out or Path())
                return
            held = _hand_over(installation, layout or "", procedure, None if check else out, as_json)
    except NotAllowed:
        raise Problem.of(
            "個人番号が入ります。権限のある職員が、画面で作って保存します。",
            "Its files carry 個人番号: they are made and saved at the desk, by authorized staff.",
        ) from None
    except NotFound as error:
        raise Problem.of(
            f"{error}：その引渡しの形か番号がありません。", f"{error}: there is no such layout or batch."
        ) from None
    except Conflict as error:
        raise Problem.of(
            f"{error}：引渡しの形が変わったか、ほかの引渡しが動いています。",
            f"{error}: the layout has changed since, or another export is running.",
        ) from None
    if held:
        raise typer.Exit(1)


def _demand_aim(layout: str | None, batch: str | None, out: Path | None, check: bool) -> None:
    if (layout is None) == (batch is None):
        words = both("引渡しの形の名前か、--batch NUMBER を書いてください。", "give either a layout or --batch NUMBER")
        raise typer.BadParameter(words)
    if out is None and not check:
        raise wrong_option("--out DIR か --check を書いてください。", "give --out DIR, or --check")


def _again(installation: Installation, number: str, out: Path) -> None:
    with installation.database.change() as unit:
        row = required(hand_overs.by_number(unit, number), NotFound(number))
        write_audit(installation, unit, command_line(), "download export", detail=f"{row.layout} {number}")
    if not _write(installation, row, out):
        raise Problem.of(
            f"{number}：別の人が、先に画面で出してよいとしてください。",
            f"{number}: a second person must release its files first, at the desk.",
        )
    print(both(f"{number}：{out} に書きました。", f"{number}: written to {out}."))


def _write(installation: Installation, row: BatchRow, out: Path) -> bool:
    # False before a second person's release.
    with installation.database.read() as unit:
        if waits_for_release(unit, row):
            return False
    out.mkdir(parents=True, exist_ok=True)
    show(batch_files(installation, row, Bench(out)), out)
    return True


def _hand_over(installation: Installation, layout: str, procedure: str, out: Path | None, as_json: bool) -> int:
    batches, held, findings = [], 0, list[Finding]()
    for duty in installation.city.duties:
        for done in _batches(installation, layout, duty, procedure, out):
            if done.batch is not None and out is not None:
                if not _write(installation, done.batch, out):
                    complain(
                        both(
                            f"{done.batch.number}：別の人が、画面で出してよいとしてください。",
                            f"{done.batch.number}: a second person must release its files, at the desk.",
                        )
                    )
                batches.append({"number": done.batch.number, "duty": duty, "count": done.count})
            held += done.check.held
            findings += done.check.findings
            if out is None:
                batches.append({"number": "", "duty": duty, "count": len(done.check.ready)})
    for finding in findings:
        complain(sentence(finding))
    if as_json:
        report = {"batches": batches, "held": held, "findings": [vars(finding) for finding in findings]}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for row in batches:
            print(f"{row['number'] or '渡せます / ready'}\t{row['duty']}\t{row['count']}")
        print(both(f"{held}件は、保留があるので入れていません。", f"{held} held."))
    return held


def _batches(
    installation: Installation, layout: str, duty: str, procedure: str, out: Path | None
) -> Iterator[HandedOver]:
    # Until nothing more is ready.
    if out is None:
        definition = layout_of(installation.layouts, layout)
        demand_number_use(definition, None, duty)
        note_act(installation, "check hand-over", f"{layout} {duty}")
        yield HandedOver(None, 0, check_hand_over(installation, definition, duty, procedure))
        return
    yield from hand_all_over(installation, layout, duty, command_line(), procedure=procedure)


def sentence(finding: Finding) -> str:
    where = f"{finding.receipt_number or 'code table'}: {finding.column}".rstrip(": ")
    parts = (finding.event, finding.value, finding.handling, finding.replacement)
    place = f"{finding.receipt_number or 'コードの表'}：{finding.column}".rstrip("：")
    value = f"「{finding.value}」は、" if finding.value else ""
    handling = HANDLINGS.get(finding.handling, finding.handling)
    put = f"：{finding.replacement}" if finding.replacement else ""
    return both(
        f"{place}：{value}{EVENTS.get(finding.event, finding.event)}（{handling}{put}）。",
        f"{where}: {' '.join(filter(None, parts))}.",
    )
