"""`migrate`: brings the tables to this version, prints the plan, and leads back."""

from datetime import timedelta
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from portal.cli.problem import Problem, both, complain
from portal.clock import Clock, from_micro
from portal.config import Settings, load_settings
from portal.db import Database
from portal.migrate import Step, go_back, has_tables, holds_rows, last_backup, plan, up_to_date
from portal.migrate import migrate as run_migrations
from portal.outages import BUSY, outage_of

app = typer.Typer()

_TRIES = 5
_FRESH = timedelta(hours=24)
# Tables with what people made: a new installation has none of it, and nothing to back up.
_WORK = ("application", "definition", "staff")
# What a slow disk reads or writes in a second. Measured figures of your machine: rehearse on a restored backup.
_MEGABYTES_A_SECOND = 50
_WAITS = {
    "nothing": "だれも待ちません / nothing waits", "writes": "書く人が待ち、読む人は待ちません / writes to it wait, reads go on",
    "everything": "読む人も書く人も待ちます / reads and writes of it wait",
    "rows": "同じ行に書く人だけが待ちます / writes to the same rows wait", "unknown": "文を読んで考えてください / read the statement",
}  # fmt: skip


@app.command()
def migrate(
    only_plan: Annotated[
        bool, typer.Option("--plan", help="Only print the steps, what waits meanwhile, and how long it may take.")
    ] = False,
    without_backup: Annotated[
        bool, typer.Option("--without-backup", help="Although no backup was made in the last 24 hours.")
    ] = False,
    back: Annotated[
        str,
        typer.Option(
            metavar="REVISION", help="Back to the tables of an older version, if nothing but statistics is lost by it."
        ),
    ] = "",
    files_inside: Annotated[
        bool,
        typer.Option(
            "--files-inside",
            help="Bring the files of KAKANAI_FILES_BUCKET back into the database; stop the worker before.",
        ),
    ] = False,
) -> None:
    """Bring the tables to this version; does nothing if they are."""
    settings = load_settings()
    if files_inside:
        _bring_files(settings)
        return
    database = Database(settings.database)
    try:
        if back:
            _go_back(database, back)
            return
        if up_to_date(database):
            print(both("表は、この版のものです。することはありません。", "The tables are up to date."))
            return
        if only_plan and not has_tables(database):
            print(
                both(
                    "まだ表がありません。全部を新しく作ります。待つ人も、なくなるものもありません。",
                    "There are no tables yet: all are made, nothing waits and nothing can be lost.",
                )
            )
            return
        if only_plan:
            _print_plan(plan(database))
            return
        if not without_backup:
            _demand_backup(settings, database)
        _bring_up(database)
        print(both("表を、この版のものにしました。", "The tables are now those of this version."))
    finally:
        database.close()


def _bring_up(database: Database) -> None:
    # People file meanwhile: PostgreSQL ends one of two transactions that wait for each other, and may choose this one.
    for _ in range(_TRIES - 1):
        try:
            run_migrations(database)
        except DBAPIError as error:
            if outage_of(error) != BUSY:
                raise
            complain(
                both(
                    "人の申請とぶつかりました。何も変わっていません。もう一度します。",
                    "A transaction of the service stood in the way: nothing is changed; trying again.",
                )
            )
        else:
            return
    run_migrations(database)


def _go_back(database: Database, revision: str) -> None:
    statements = go_back(database, revision)
    for statement in statements:
        print(statement)
    if statements:
        print(both(f"表を、{revision} のものに戻しました。", f"The tables are those of revision {revision}."))
    else:
        print(both("戻すものはありません。", "There is nothing to take back."))


def _bring_files(settings: Settings) -> None:
    # Imported here: the other ways need no tables' classes and no wiring.
    from portal.services.files.lay_outside import bring_inside  # noqa: PLC0415
    from portal.wiring.storage import open_database  # noqa: PLC0415

    database = open_database(settings)
    brought, missing = bring_inside(database)
    database.close()
    print(
        both(
            f"{brought} 個のファイルをデータベースに戻しました。KAKANAI_FILES_BUCKET を空にしてから、kakanai-worker を始めてください。",
            f"Files that are in the database again: {brought}. Empty KAKANAI_FILES_BUCKET before the worker starts.",
        )
    )
    if missing:
        raise Problem.of(
            "保管庫から出てこないファイルがあります。",
            *(f"The object storage does not hand out {file_id}." for file_id in missing),
        )


def _print_plan(steps: list[Step]) -> None:
    # The last line is for people who decide when.
    revision = ""
    for step in steps:
        if step.revision != revision:
            revision = step.revision
            print(f"{revision}\t{step.about}")
        size = f", {step.megabytes:.0f} MB" if step.scans else ""
        print(f"  {step.table or '?'}\t{_WAITS[step.lock]}{size}\t{step.statement[:100]}")
    waiting = [step for step in steps if step.lock not in ("nothing", "rows")]
    seconds = sum(step.megabytes for step in steps if step.scans) / _MEGABYTES_A_SECOND
    about = max(1, round(seconds))
    print(
        both(
            f"{len(steps)} の手順を1つのトランザクションで行います。全部できるか、何も変わらないかです。そのうち {len(waiting)} は、終わるまで人を待たせます。"
            f"毎秒 {_MEGABYTES_A_SECOND} MB なら、およそ {about} 秒です。先にバックアップを取ってください（kakanai backup）。",
            f"{len(steps)} steps in one transaction: all of them or none. {len(waiting)} let somebody wait until its end, about "
            f"{about} s at {_MEGABYTES_A_SECOND} MB/s. Back up before (kakanai backup).",
        )
    )


def _demand_backup(settings: Settings, database: Database) -> None:
    # Raises Problem.
    if settings.env != "production" or not holds_rows(database, *_WORK):
        return
    made, now = last_backup(database), Clock().now()
    if made is None or from_micro(made) < now - _FRESH:
        raise Problem.of(
            "24時間以内のバックアップがありません。今動いている版で kakanai backup を先に打つか、--without-backup を付けてください。",
            "No backup was made in the last 24 hours: run `kakanai backup` first, with the version that serves now, or add --without-backup.",
        )
