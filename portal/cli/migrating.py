"""`migrate`: brings the tables to this version, prints the plan, and leads back."""

from contextlib import suppress
from datetime import timedelta
from textwrap import shorten
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from portal.cli.problem import Problem, as_typed, both, complain
from portal.clock import Clock, from_micro
from portal.config import Settings, load_settings
from portal.db import Database
from portal.migrate import NoWayBack, Step, forgettable, go_back, holds_rows, last_backup, plan, revision_of, up_to_date
from portal.migrate import migrate as run_migrations
from portal.outages import BUSY, outage_of

app = typer.Typer()

_TRIES = 5
_BEFORE = "tables-before"  # in the data folder
_SHOWN = 100  # characters of a statement
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
    surely: Annotated[
        bool, typer.Option("--yes", help="With --back: even to other tables than those before the last upgrade.")
    ] = False,
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
        with forgettable(settings.env != "production"):
            current = not back and up_to_date(database)
        if back:
            _go_back(settings, database, back, only_plan=only_plan, surely=surely)
        elif current:
            print(both("表は、この版のものです。することはありません。", "The tables are up to date."))
            _print_way_back(_before(settings, database), asked=only_plan)
        elif only_plan:
            _plan(database)
        else:
            if not without_backup:
                _demand_backup(settings, database)
            before = revision_of(database)
            _bring_up(database)
            if before == revision_of(database):  # another process was faster, and keeps the number
                before = _before(settings, database)
            else:
                _keep_before(settings, before, revision_of(database))
            print(both("表を、この版のものにしました。", "The tables are now those of this version."))
            _print_way_back(before)
    finally:
        database.close()


def _plan(database: Database) -> None:
    before = revision_of(database)
    if before:
        _print_plan(plan(database))
        _print_way_back(before)
        return
    print(
        both(
            "まだ表がありません。全部を新しく作ります。待つ人も、なくなるものもありません。",
            "There are no tables yet: all are made, nothing waits and nothing can be lost.",
        )
    )


def _print_way_back(before: str, *, asked: bool = False) -> None:
    if before:
        back = as_typed(f"migrate --back {before}")
        print(
            both(
                f"戻るときの番号：{before}（{back}。--plan を付けると、何をするかを見るだけです）",
                f"The way back: {back} (with --plan it is only shown).",
            )
        )
    elif asked:
        print(
            both(
                "戻るときの番号は、ここに残っていません。表を変える更新をまだしていないか、ほかの機械でしました。",
                "No number for a way back is kept here: no upgrade has changed the tables, or another machine made it.",
            )
        )


def _before(settings: Settings, database: Database) -> str:
    # What the tables were before the last upgrade; "" if unknown. The file may be of another upgrade: a database is restored, or
    # upgraded by another machine.
    with suppress(OSError, UnicodeDecodeError):
        before, _, after = (settings.data / _BEFORE).read_text("utf-8").strip().partition(" ")
        return before if after == revision_of(database) else ""
    return ""


def _keep_before(settings: Settings, before: str, after: str = "") -> None:
    # A container may have no data folder, or one that it only reads: the number was printed, and `--yes` is the way then.
    with suppress(OSError):
        if before:
            (settings.data / _BEFORE).write_text(f"{before} {after}\n", "utf-8")
        else:
            (settings.data / _BEFORE).unlink(missing_ok=True)


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


def _go_back(settings: Settings, database: Database, revision: str, *, only_plan: bool, surely: bool) -> None:
    up_to_date(database)  # refuses tables of a newer version than this code
    try:
        statements = go_back(database, revision, only_plan=True)
        if statements and not only_plan:
            _demand_last(_before(settings, database), revision, surely=surely)
            statements = go_back(database, revision)
            _keep_before(settings, "")
    except NoWayBack as refused:
        raise Problem.of(*refused.words, *refused.sentences) from None
    for statement in statements:
        print(statement)
    if not statements:
        print(both("戻すものはありません。", "There is nothing to take back."))
    elif only_plan:
        print(
            both(
                f"{revision} のものに戻すと、こうします。何も変わっていません。今の版は、{revision} の表では動きません。",
                f"What leads back to revision {revision}. Nothing is changed. This version does not run with those tables.",
            )
        )
    else:
        print(both(f"表を、{revision} のものに戻しました。", f"The tables are those of revision {revision}."))


def _demand_last(before: str, revision: str, *, surely: bool) -> None:
    # One step too far, and neither this version nor the one before it runs. Raises Problem.
    if surely or (before and revision == before):
        return
    if before:
        raise Problem.of(
            f"{revision} は、最後の更新の前の表（{before}）ではないので、今の版も、その前の版も動かなくなります。戻るときは {as_typed(f'migrate --back {before}')} です。"
            f"それでも {revision} に戻すときは、--yes を付けてください。何も変わっていません。",
            f"{revision} is not what the tables were before the last upgrade ({before}): add --yes if that is meant. Nothing is changed.",
        )
    raise Problem.of(
        f"最後の更新の前の番号が、ここに残っていません（はじめからこの版なら、戻る先はありません）。{revision} の表では、今の版は動きません。"
        f"{revision} で動く版に入れ替えるところなら、--yes を付けてください。何も変わっていません。",
        f"No number of the last upgrade is kept here: add --yes if the version of {revision} is about to serve. Nothing is changed.",
    )


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


def _size(step: Step) -> str:
    # Of what was there before, on PostgreSQL.
    if not step.megabytes:
        return ""
    return f", {step.megabytes:,.0f} MB" if step.megabytes >= 1 else ", 1 MB未満 / below 1 MB"


def _print_plan(steps: list[Step]) -> None:
    # The last line is for people who decide when.
    if not steps:
        print(
            both(
                "このデータベースでは、表は変わりません。番号だけが新しくなり、前の版は、そのあとに立ち上がれません。先にバックアップを取ってください（kakanai backup）。",
                "No table changes in this database: its number alone does, and the version before cannot start then. Back up before (kakanai backup).",
            )
        )
        return
    revision = ""
    for step in steps:
        if step.revision != revision:
            revision = step.revision
            print(f"{revision}\t{step.about}")
        print(
            f"  {step.table or '?'}\t{_WAITS[step.lock]}{_size(step)}\t{shorten(step.statement, _SHOWN, placeholder='…')}"
        )
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
