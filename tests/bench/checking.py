"""P9: loading and checking each eighth definition with its scenarios, against parsing their YAML with places; and a cold
start with stored definitions until the first page, against FastAPI.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from forms.city.city import load_city
from forms.definition.registry import field_types
from forms.loading import load_folder
from portal.config import TREE
from portal.services.procedures.check_definition import check_definition
from tests.bench.ratio import Line, take_turns

TARGET = 0.33  # of the floor's rate: at most three times its time
FOLDER = TREE / "forms" / "procedures"
_HELLO = """\
from fastapi import FastAPI
from starlette.testclient import TestClient
app = FastAPI()
@app.get("/")
def hello() -> str:
    return "hello"
assert TestClient(app).get("/").status_code == 200
"""
_OURS = """\
from starlette.testclient import TestClient
from portal.app import make_app
from portal.config import load_settings
from portal.wiring import install
assert TestClient(make_app(install(load_settings()), with_worker=False)).get("/").status_code == 200
"""


def measure_check() -> Iterator[Line]:
    city = load_city(TREE / "forms" / "cities" / "mihon")
    with tempfile.TemporaryDirectory() as name:
        folder = _eighth(Path(name))

        def ours() -> None:
            for procedure in load_folder(folder, fields=field_types()).values():
                check_definition(procedure, city)

        def floor() -> None:
            for files in (
                folder.glob("*.yaml"),
                *(folder.parent.glob(f"{name}/*.yaml") for name in ("blocks", "codes")),
            ):
                for path in files:
                    YAML(typ="rt").load(path.read_text("utf-8"))

        yield take_turns("check", "YAML of the same files alone", 1, TARGET, floor, ours, rounds=5)


def _eighth(folder: Path) -> Path:
    """All of them take two minutes of processor, and the ratio is the same."""
    names = sorted({path.name.partition(".")[0] for path in FOLDER.glob("*.yaml")})[::8]
    (folder / FOLDER.name).mkdir()
    chosen = [path for path in FOLDER.iterdir() if path.is_dir() or path.name.partition(".")[0] in names]
    for path in (*FOLDER.parent.iterdir(), *chosen):
        if path != FOLDER:
            (folder / path.relative_to(FOLDER.parent)).symlink_to(path)
    return folder / FOLDER.name


def measure_start() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        settings = {**os.environ, "KAKANAI_ENV": "test", "KAKANAI_DATA": folder}
        _run(_OURS, settings)  # the first start creates keys, tables and definitions
        yield take_turns(
            "start", "FastAPI and one page", 1, TARGET, lambda: _run(_HELLO, settings), lambda: _run(_OURS, settings)
        )


def _run(code: str, settings: dict[str, str]) -> None:
    """Runs from byte code as in the image, even where PYTHONDONTWRITEBYTECODE is set."""
    settings = {name: value for name, value in settings.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=settings, cwd=TREE, check=True)
