"""Garbage collection of a process that makes many applications, as a process of tests does (`portal.collect_cycles`)."""

import gc
import weakref
from pathlib import Path

from fastapi import FastAPI

from portal.app import make_app
from portal.config import load_settings
from portal.wiring import install


def _made(folder: Path, database_url: str) -> "weakref.ref[FastAPI]":
    installation = install(load_settings(env="test", data=folder, database_url=database_url, identity="none"))
    application = make_app(installation, with_worker=False)
    installation.database.close()
    return weakref.ref(application)


def test_an_application_that_nobody_holds_is_freed(tmp_path: Path, database_url: str) -> None:
    _made(tmp_path, database_url)  # what is alive at the first one stays for ever
    later = _made(tmp_path, database_url)
    gc.collect()
    assert later() is None
