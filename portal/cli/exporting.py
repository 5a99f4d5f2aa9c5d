"""`export`: hands applications over into a folder. The batch is stored first; its files can be made again any time."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from integrations.exports.writing import show
from integrations.layout_socket import Bench, Finding
from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, command_line, complain
from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.check_hand_over import check_hand_over
from portal.services.hand_over import HandedOver, batch_files, hand_all_over, layout_of
from portal.services.installation import Installation
from portal.services.number_files import demand_number_use
from portal.services.release_batch import waits_for_release
from portal.services.write_audit import write_audit
from portal.store import hand_overs
from portal.store.hand_overs import BatchRow

app = typer.Typer()


@app.command()
def export(
    layout: Annotated[str | None, typer.Argument(help="Id of the layout; `kakanai layouts list` names them.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the files; made if absent.")] = None,
    procedure: Annotated[str, typer.Option(metavar="ID", help="Only this procedure.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Only report what is held; hand nothing over.")] = False,
    batch: Annotated[str | None, typer.Option(metavar="NUMBER", help="Write this batch's files once more.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hand over what is ready: one batch per duty, each application once. What is held stays, and is told on stderr."""
    if (layout is None) == (batch is None):
        raise typer.BadParameter("give either a layout or --batch NUMBER")
    if out is None and not check:
        raise typer.BadParameter("give --out DIR, or --check")
    try:
        with opened() as installation:
            if batch is not None:
                _again(installation, batch, out or Path())
                return
            held = _hand_over(installation, layout or "", procedure, None if check else out, as_json)
    except NotAllowed:
        raise Problem("Its files carry 個人番号: they are made and saved at the desk, by who may use these.") from None
    except NotFound as error:
        raise Problem(f"{error}: there is no such layout or batch.") from None
    except Conflict as error:
        raise Problem(f"{error}: the layout is not what it was then, or others export at this moment.") from None
    if held:
        raise typer.Exit(1)


def _again(installation: Installation, number: str, out: Path) -> None:
    with installation.database.write() as unit:
        row = hand_overs.by_number(unit, number)
        if row is None:
            raise NotFound(number)
        write_audit(installation, unit, command_line(), "download export", detail=f"{row.layout} {number}")
        unit.commit()
    if not _write(installation, row, out):
        raise Problem(f"{number}: a second person has to let its files leave first, at the desk.")
    print(f"{number}: written to {out}.")


def _write(installation: Installation, row: BatchRow, out: Path) -> bool:
    """False, and nothing written, while a second person has to look."""
    with installation.database.read() as unit:
        if waits_for_release(unit, row):
            return False
    out.mkdir(parents=True, exist_ok=True)
    show(batch_files(installation, row, Bench(out)), out)
    return True


def _hand_over(installation: Installation, layout: str, procedure: str, out: Path | None, as_json: bool) -> int:
    """How many are held. `out` None: only looked at."""
    batches, held, findings = [], 0, list[Finding]()
    for duty in installation.city.duties:
        for done in _batches(installation, layout, duty, procedure, out):
            if done.batch is not None and out is not None:
                if not _write(installation, done.batch, out):
                    complain(f"{done.batch.number}: a second person has to let its files leave, at the desk.")
                batches.append({"number": done.batch.number, "duty": duty, "count": done.count})
            held += done.check.held
            findings += done.check.findings
            if out is None:
                batches.append({"number": "", "duty": duty, "count": len(done.check.ready)})
    for finding in findings:
        complain(sentence(finding))
    if as_json:
        told = {"batches": batches, "held": held, "findings": [vars(finding) for finding in findings]}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for one in batches:
            print(f"{one['number'] or 'ready'}\t{one['duty']}\t{one['count']}")
        print(f"{held} held.")
    return held


def _batches(
    installation: Installation, layout: str, duty: str, procedure: str, out: Path | None
) -> Iterator[HandedOver]:
    """Batch after batch until nothing more can go; each says what is held of those that it looked at."""
    if out is None:
        found = layout_of(installation, layout)
        demand_number_use(found, None, duty)
        with installation.database.write() as unit:
            write_audit(installation, unit, command_line(), "check hand-over", detail=f"{layout} {duty}")
            unit.commit()
        yield HandedOver(None, 0, check_hand_over(installation, found, duty, procedure))
        return
    yield from hand_all_over(installation, layout, duty, command_line(), procedure=procedure)


def sentence(finding: Finding) -> str:
    """A finding for the terminal."""
    where = f"{finding.receipt_number or 'code table'}: {finding.column}".rstrip(": ")
    return f"{where}: {finding.event} {finding.value} {finding.handling} {finding.replacement}".rstrip() + "."
