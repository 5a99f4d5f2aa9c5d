"""Keeps the made city beside the demo's data: starting over is a copy, and what was there before is put aside
until the next time. Moves only what was copied."""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal.cli.demo_city.make_city import DAYS, make_city
from portal.cli.demo_city.making import Making, MovedClock, demo_staff
from portal.clock import Clock
from portal.config import Settings
from portal.errors import Conflict
from portal.services.campaigns.demo_campaign import plant_campaign
from portal.services.shared.seal_audit import seal_audit
from portal.services.staff.demo_people import add_demo_staff
from portal.wiring import install

_FOLDER, _PART, _MARK = "ready", "ready.part", "made.txt"
_FORMER = "former"
_DATABASE = "kakanai.sqlite"
Say = Callable[[str], None]


def has_city(settings: Settings) -> bool:
    """With KAKANAI_DATABASE_URL, or in one of two zones, a demo begins empty."""
    return (
        settings.env == "demo" and settings.demo_cases > 0 and not settings.database_url and settings.zone == "single"
    )


def may_start_over(settings: Settings) -> bool:
    # The data were copied from a city made here.
    return has_city(settings) and (settings.data / _FOLDER / _MARK).exists()


def settle(settings: Settings, say: Say) -> None:
    """Existing data stay. Interrupted, it starts over."""
    if not has_city(settings) or (settings.data / _DATABASE).exists():
        return
    ready = settings.data / _FOLDER
    mark = f"{Clock(settings.now).today()} {settings.demo_cases} {settings.mock_base_url}\n"
    if not (ready / _MARK).exists() or (ready / _MARK).read_text(encoding="utf-8") != mark:
        _make(settings, ready, mark, say)
    for source in ready.iterdir():
        if source.is_dir():
            shutil.copytree(source, settings.data / source.name, dirs_exist_ok=True)
    part = settings.data / f"{_DATABASE}.part"
    shutil.copyfile(ready / _DATABASE, part)
    with part.open("rb") as database:
        os.fsync(database.fileno())
    part.replace(settings.data / _DATABASE)  # last: a city without its keys would be refused


def has_former(settings: Settings) -> bool:
    # A city was put aside.
    return may_start_over(settings) and (settings.data / _FORMER / _DATABASE).exists()


def put_aside(settings: Settings, *, back: bool = False) -> None:
    """What `settle` copied, and what grew on it; `back`: in exchange for the city that was put aside before. Raises
    Conflict for other data."""
    if not (has_former(settings) if back else may_start_over(settings)):
        raise Conflict("start over")
    aside, former = settings.data / f"{_FORMER}.part", settings.data / _FORMER
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    folders = [settings.data / source.name for source in (settings.data / _FOLDER).iterdir() if source.is_dir()]
    for path in [*settings.data.glob(f"{_DATABASE}*"), *filter(Path.exists, folders)]:
        path.rename(aside / path.name)
    if back:
        for path in former.iterdir():
            path.rename(settings.data / path.name)
    shutil.rmtree(former, ignore_errors=True)
    aside.rename(former)


def _make(settings: Settings, ready: Path, mark: str, say: Say) -> None:
    part = settings.data / _PART
    for folder in (part, ready):
        shutil.rmtree(folder, ignore_errors=True)
    part.mkdir(parents=True)
    until = Clock(settings.now).now().astimezone(UTC)
    make(settings.model_copy(update={"data": part, "now": None, "undo_minutes": 0}), until, settings.demo_cases, say)
    with (part / _DATABASE).open("rb") as database:
        os.fsync(database.fileno())
    (part / _MARK).write_text(mark, encoding="utf-8")
    part.rename(ready)


def make(settings: Settings, until: datetime, count: int, say: Say) -> None:
    """In an empty database."""
    moved = MovedClock(until - timedelta(days=DAYS))
    installation = install(settings, moved)
    try:
        installation.database.hurry()
        add_demo_staff(installation)
        with installation.database.read() as unit:
            staff = demo_staff(installation, unit)
        make_city(Making(installation, moved, staff), until, count, progress=_progress_printer(say))
        plant_campaign(installation)
        while seal_audit(installation):
            pass
    finally:
        installation.database.close()


def _progress_printer(say: Say) -> Callable[[int, int], None]:
    steps: set[int] = set()

    def progress(done: int, count: int) -> None:
        step = done * 10 // count
        if done and step not in steps:
            steps.add(step)
            say(f"見本市のこの4か月の手続を作っています / making the city's last four months: {done}/{count}")

    return progress


def on_stderr(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
