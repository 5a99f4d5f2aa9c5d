"""`make upgrade`: the code of the last release and this code on one PostgreSQL, in the order of docs/installation.md, while people file; then
the way back, and forward again. Each receipt that somebody saw is stored once, with its answers."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from tests.house.tree import ROOT
from tests.portal.cli.test_upgrades import LAST_RELEASE
from tests.postgresql import postgresql
from tests.servers import NOW, PATIENCE, Server, answers
from tests.torture.filer import Filer
from tests.torture.ledger import Ledger
from tests.torture.settlement import settled
from tests.torture.site import Site

FILERS, RECEIPTS, SEED = 2, 5, 20261124  # people at each process; receipts that are waited for in each state
LONGEST = 6 * PATIENCE  # a start reads and checks each definition again, twice at a time where others use the machine
BEGUN = time.monotonic()
# Two workers of the release could index one application at the same moment; the second one failed and did it again. Since then
# the job locks what it indexes.
OLD_RACE = "released/portal/jobs/index_applications.py"

pytestmark = pytest.mark.timeout(0)


# Prints the files that the code of a tree refuses.
REFUSED = """import sys
from pathlib import Path
from forms.complaints import Refused
from forms.definition.registry import field_types
from forms.loading import load, read_library
from forms.loading.library import SHIPPED
folder = Path(sys.argv[1])
library = read_library((SHIPPED, folder))
for path in sorted(folder.glob("*.yaml")):
    if "." not in path.stem:
        try:
            load(path, fields=field_types(), library=library)
        except Refused:
            print(path)
"""


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """The code before the first migration that the release does not have. Numbers were given anew once: the newest of that number counts."""
    following = f"{int(LAST_RELEASE) + 1:04d}"
    pattern = f"portal/migrations/versions/{following}_*.py"
    commits = git("log", "--diff-filter=A", "--format=%H", "--", pattern).split()
    assert commits, "the history of this clone does not reach back to the last release"
    tree = tmp_path / "released"
    tree.mkdir()
    archive = git("archive", f"{commits[0].decode()}^")
    subprocess.run(["tar", "-x", "-C", tree], input=archive, check=True)
    assert not list(tree.glob(pattern))
    return tree


@dataclass
class Web(Server):
    """A serving process with the code of one tree, at the same address with any."""

    tree: Path = ROOT
    oldest: Path = ROOT  # whose code reads what any of them publishes

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                by(self.tree, "serve"),
                env=self.with_code(),
                cwd=self.tree,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + LONGEST
        while not answers(f"{self.url}/healthz"):
            assert self._process.poll() is None, self.log
            assert time.monotonic() < deadline, self.log
            time.sleep(0.05)

    def with_code(self) -> dict[str, str]:
        return environment_of(self, self.tree)

    def replace(self, tree: Path) -> None:
        self.stop()
        self.tree = tree
        self.start()


def environment_of(web: "Web", tree: Path) -> dict[str, str]:
    # Each version comes with the definitions of its own tree: the old code does not know the keys that came since.
    folder = web.folder / f"procedures-{tree.name}"
    if not folder.exists():
        folder.mkdir(parents=True)
        for source in (
            "forms/procedures/*.yaml",
            "tests/journeys/procedures/*.yaml",
            "tests/definitions/smallest/forwarding.yaml",
        ):
            for path in tree.glob(source):
                shutil.copy(path, folder)
        # Two things end the way back (docs/installation.md): a drawing, which begins by itself and is a row for which the last
        # release has no place; and a definition that was published with words that the last release does not know.
        drawn = [path for path in folder.glob("*.yaml") if "\ndrawing:" in path.read_text(encoding="utf-8")]
        unknown = [Path(line) for line in refused_by(web.oldest, folder)]
        # What the last release did not have may name an office or a resource that its city lacks.
        unknown += [path for path in folder.glob("*.yaml") if not list(web.oldest.glob(f"*/**/procedures/{path.name}"))]
        for path in {beside for each in drawn + unknown for beside in folder.glob(f"{each.stem}.*")}:
            path.unlink()
        city_without(tree, {each.stem for each in drawn + unknown}, web.folder / f"city-{tree.name}")
    return {
        **web._environment(), "PYTHONPATH": str(tree), "KAKANAI_PROCEDURES": str(folder),
        "KAKANAI_CITY": str(web.folder / f"city-{tree.name}"), "KAKANAI_NOW": moment(),
    }  # fmt: skip


def moment() -> str:
    # A process that begins later reads the time that has passed for the others: by clocks more than 30 s apart a number that an
    # open transaction holds would be sealed as lost.
    return (datetime.fromisoformat(NOW) + timedelta(seconds=time.monotonic() - BEGUN)).isoformat()


def city_without(tree: Path, procedures: set[str], folder: Path) -> None:
    # A procedure that stays as the last release published it has none of the settings that came since.
    shutil.copytree(tree / "forms/cities/mihon", folder)
    file = folder / "city.yaml"
    text = file.read_text(encoding="utf-8")
    for name in procedures:
        text = re.sub(rf"^  {name}:\n(?:    .*\n)+", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(\w+):\n(?: *(?:#.*)?\n)*(?=\w)", r"\1: {}\n", text, flags=re.MULTILINE)  # none is left
    file.write_text(text, encoding="utf-8")


def refused_by(tree: Path, folder: Path) -> list[str]:
    command = [sys.executable, "-c", REFUSED, str(folder)]
    surroundings = {**os.environ, "PYTHONPATH": str(tree)}
    return subprocess.run(
        command, env=surroundings, cwd=tree, capture_output=True, text=True, check=True
    ).stdout.split()


def by(tree: Path, *arguments: str) -> list[str]:
    """Whose code it is is not left to the path."""
    check = f"import portal; assert portal.__path__[0].startswith({str(tree)!r}); from portal.cli import main; main()"
    return [sys.executable, "-c", check, *arguments]


def ran(web: Web, tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # With an end: a process that serves where it should refuse would wait for people for ever.
    return subprocess.run(
        by(tree, *arguments), env=environment_of(web, tree), cwd=tree, capture_output=True, text=True, check=False,
        timeout=LONGEST,
    )  # fmt: skip


@contextmanager
def people(ledger: Ledger, *webs: Web) -> Iterator[None]:
    ended = Event()
    filers = [Filer(web.url, ledger, ended, SEED + n) for n in range(FILERS) for web in webs]
    for filer in filers:
        filer.start()
    try:
        yield
    finally:
        ended.set()
        for filer in filers:
            filer.join()


def more_receipts(ledger: Ledger, state: str) -> None:
    before, deadline = len(ledger.receipts), time.monotonic() + LONGEST
    while len(ledger.receipts) < before + RECEIPTS:
        assert time.monotonic() < deadline, f"nobody gets a receipt: {state}"
        time.sleep(0.1)
    print(
        f"{state}: {len(ledger.receipts)} receipts so far, {sum(ledger.setbacks.values())} answers missing", flush=True
    )


def test_two_versions_serve_one_database_and_no_receipt_is_lost(released: Path, tmp_path: Path) -> None:
    with postgresql(durable=True) as database:
        settings = {
            "KAKANAI_LOG_LEVEL": "warning", "KAKANAI_DATABASE_URL": database.url("postgres"), "KAKANAI_DATA": str(tmp_path / "data"),
        }  # fmt: skip
        first, second = (
            Web(("serve",), tmp_path / name, settings, tree=released, oldest=released) for name in ("first", "second")
        )
        ledger = Ledger()
        try:
            first.start()
            second.start()
            with people(ledger, first, second):
                more_receipts(ledger, "old and old")
                plan = ran(first, ROOT, "migrate", "--plan").stdout
                assert "steps in one transaction" in plan
                print(plan)
                began = time.monotonic()
                assert ran(first, ROOT, "migrate").returncode == 0
                print(f"migrated in {time.monotonic() - began:.1f} s")
                more_receipts(ledger, "old code, new tables")
                first.replace(ROOT)
                more_receipts(ledger, "new and old")
                second.replace(ROOT)
                more_receipts(ledger, "new and new")
            refused = ran(first, released, "serve", "--port", "1")
            assert refused.returncode == 1
            first.stop()
            second.stop()
            back = ran(first, ROOT, "migrate", "--back", LAST_RELEASE)
            assert (back.returncode, back.stderr) == (0, ""), back.stderr
            first.tree = second.tree = released
            first.start()
            second.start()
            with people(ledger, first, second):
                more_receipts(ledger, "old again")
        finally:
            for web in (first, second):
                if web.running:
                    web.stop()
        assert ran(first, ROOT, "migrate").returncode == 0
        shown = environment_of(first, ROOT)
        first.settings = {**first.settings, **{name: shown[name] for name in ("KAKANAI_PROCEDURES", "KAKANAI_CITY")}}
        figures, complaints = settled(Site(first, database), ledger)
        print(figures, *complaints, sep="\n")
        assert [line for line in complaints if OLD_RACE not in line] == []
        assert [line for line in second.log.splitlines() if '"event": "bug"' in line and OLD_RACE not in line] == []
