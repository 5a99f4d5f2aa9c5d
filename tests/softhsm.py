"""A hardware security module in software: SoftHSM, with tokens of its own for each process of the tests."""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
# A process logs in to a token once: a wrong PIN is noticed only where no test has entered the right one.
LABEL, OTHER, NEVER_OPENED, PIN = "kakanai", "other", "never-opened", "2468-kakanai"


@cache
def tokens() -> Path:
    """The folder of the tokens. The library reads its place when it is loaded, once in a process."""
    program = shutil.which("softhsm2-util")
    assert program, "SoftHSM is missing: scripts/system_packages.sh installs softhsm2"
    folder = Path(tempfile.mkdtemp(prefix="kakanai-hsm-"))
    atexit.register(shutil.rmtree, folder)
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    # A forked process has to begin anew, as PKCS#11 says; without it a child of SoftHSM has its parent's login.
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\nlibrary.reset_on_fork = true\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    for label in (LABEL, OTHER, NEVER_OPENED):
        subprocess.run(
            [program, "--init-token", "--free", "--label", label, "--so-pin", "13579135", "--pin", PIN],
            check=True, capture_output=True,
        )  # fmt: skip
    return folder / "tokens"


@contextmanager
def away() -> Iterator[None]:
    folder = tokens()
    folder.rename(folder.with_name("away"))
    try:
        yield
    finally:
        folder.with_name("away").rename(folder)


def pin_file(folder: Path, pin: str = PIN) -> Path:
    path = folder / "pin"
    path.write_text(f"{pin}\n")
    path.chmod(0o600)
    return path
