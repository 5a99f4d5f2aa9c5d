"""What each process of tests would make at its first look, made once by the process that forks them: 4 s of processor for
each of the others."""

import gc
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

MANY = 3000  # tests: fewer would not use all of it


def rehearse(tests: int) -> None:
    if tests < MANY or "portal.wiring.installing" not in sys.modules:
        return
    with suppress(Exception), tempfile.TemporaryDirectory() as folder:  # what is wrong fails in the tests
        _install(Path(folder))
        _compile_statements()
        _read_languages()
        _sort_letters()
    if "tests.in_thread" in sys.modules:
        vars(sys.modules["tests.in_thread"]._own).pop("kept", None)  # a loop is of one process
    gc.collect()
    gc.freeze()


def _install(folder: Path) -> None:
    """Reads, fills and compares what is shipped, and draws pages."""
    from starlette.testclient import TestClient

    from portal.app import make_app
    from portal.config import load_settings
    from portal.wiring import install
    from tests.databases import NOW, SqliteMaker
    from tests.warm import draw_once

    draw_once()
    address = SqliteMaker(folder).offered()  # its connections are closed: a child may use none of them
    settings = load_settings(env="test", identity="none", data=folder / "data", database_url=address, now=NOW)
    installation = install(settings)
    client = TestClient(make_app(installation, with_worker=False))
    for page in ("/", "/staff/sign-in", "/procedures?q=ごみ"):
        assert client.get(page).status_code == 200
    installation.database.close()


def _compile_statements() -> None:
    from portal.store.statements import Statement

    stores = [module for name, module in sys.modules.items() if name.startswith("portal.store.")]
    for statement in {value for store in stores for value in vars(store).values() if isinstance(value, Statement)}:
        statement.compiled("sqlite")


def _read_languages() -> None:
    from forms.text.translations import LANGUAGES, translations

    for language in LANGUAGES:
        translations(language)


def _sort_letters() -> None:
    """Of Unicode, by kind, for texts that Hypothesis makes up: 1.1 s in a fresh clone, then kept in `.hypothesis`. And its own
    source of numbers, whose first use looks through all objects of a process."""
    if "hypothesis" in sys.modules:
        from hypothesis.internal.entropy import deterministic_PRNG
        from hypothesis.strategies import text

        text().validate()
        with deterministic_PRNG():
            pass
