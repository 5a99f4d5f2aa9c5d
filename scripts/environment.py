"""Makes `.venv` from a lock file, or says in one sentence why it cannot.

Runs before anything is installed: standard library only, and no syntax that keeps an old Python from being told
that it is too old. `.venv/kakanai-stamp` holds a digest of everything that went in and is written last: an
environment without its stamp is half made, and is made again.
"""
# ruff: noqa: S603 - every command is a fixed list

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "kakanai-stamp"
LOG = ROOT / "build" / "environment.log"
RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-dev.lock"  # holds the other, version for version
TOOLS_LOCK = "requirements-tools.lock"  # holds pip


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes .venv, or says in one sentence why it cannot.")
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    try:
        prepare(TEST_LOCK if parser.parse_args().tests else RUN_LOCK)
    except OSError as error:
        sys.exit(f"書き込めません / Cannot write {error.filename}: {error.strerror}")
    except KeyboardInterrupt:
        sys.exit("中断しました / Interrupted")


def prepare(lock: str) -> None:
    """Leaves a `.venv` that holds `lock` and this tree; does nothing when it already does."""
    project, base, wanted = digest("pyproject.toml"), digest(RUN_LOCK), digest(lock)
    have = stamped() if stands() else set()
    if {project, base, wanted} <= have:
        return
    fresh = base not in have
    if fresh:
        have = set()
        check_interpreter()
        sys.stdout.write("準備しています（初回は1～2分） / Preparing .venv (a minute or two the first time)\n")
        sys.stdout.flush()
        make_empty()
    try:
        if fresh:
            install_pip()
        if wanted not in have:
            install_lock(lock)
        pip("--no-deps", "--no-build-isolation", "-e", ".")
    except BaseException:
        if fresh:
            shutil.rmtree(str(VENV), ignore_errors=True)
        raise
    STAMP.write_text("\n".join(sorted(have | {project, base, wanted})) + "\n")


def digest(name: str) -> str:
    path = ROOT / name
    if not path.is_file():
        sys.exit(f"{name} がありません / {name} is missing: is this the whole tree?")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stamped() -> "set[str]":
    return set(STAMP.read_text().split()) if STAMP.exists() else set()


def stands() -> bool:
    """Whether the environment runs and serves this very folder (not a copy's; not one whose Python has gone)."""
    if not os.access(str(PYTHON), os.X_OK):
        return False
    ask = "import importlib.util as u; print(u.find_spec('forms').origin)"
    command = [str(PYTHON), "-I", "-c", ask]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return answer.stdout.decode().strip() == str(ROOT / "forms" / "__init__.py")


def check_interpreter() -> None:
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if sys.version_info < (3, 11):  # noqa: UP036 - an older one is just what this looks for
        sys.exit(
            f"Python 3.11 以上が必要です（いまは {here}） / Python 3.11 or newer is needed; this is {here}"
            " (to use another: make demo PYTHON=python3.12)"
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit("python3-venv を入れてください / install python3-venv: sudo apt install python3-venv")
    if not os.access(str(ROOT), os.W_OK):
        sys.exit(f"このフォルダーに書き込めません / This folder is not writable: {ROOT}")


def make_empty() -> None:
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(str(VENV))
    run([sys.executable, "-m", "venv", str(VENV)], "仮想環境を作れません / Cannot make the virtual environment")


def install_pip() -> None:
    """Debian's pip compares each of 160,000 links of the index with each kind of machine: 22 seconds of processor, this one 9."""
    entry = re.search(r"^pip==.*(\n +--hash=.*)+", (ROOT / TOOLS_LOCK).read_text(), re.MULTILINE)
    if entry is None:
        sys.exit(f"{TOOLS_LOCK} に pip がありません / {TOOLS_LOCK} lacks pip")
    lock = LOG.parent / "pip.lock"
    LOG.parent.mkdir(exist_ok=True)
    lock.write_text(entry.group() + "\n")
    pip("--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(lock))


def install_lock(lock: str) -> None:
    """The packages of the lock and no other: pip before 23.3 refuses a lock once a newer version of something it
    holds without the extra that another package asks for (`coverage[toml]`) is published, so pip resolves nothing here."""
    pip("--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", lock)
    run([str(PYTHON), "-m", "pip", "check"], f"{lock} に足りないパッケージがあります / {lock} lacks a package")


def pip(*arguments: str) -> None:
    # Of a hundred megabytes of modules a quarter is ever imported, and compiled then.
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-compile", "--retries", "2"]
    run(
        [str(PYTHON), "-m", "pip", "install", *options, *arguments],
        "パッケージを入れられません / Cannot install the packages (is there a network?)",
    )


def run(command: "list[str]", sentence: str) -> None:
    """Runs with the output kept in a file; a failure becomes `sentence` and the last line that names an error."""
    LOG.parent.mkdir(exist_ok=True)
    # PIP_USER in a person's settings would send the packages to their home folder.
    surroundings = dict(os.environ, PIP_USER="0")
    with LOG.open("wb") as log:
        done = subprocess.run(
            command, cwd=str(ROOT), env=surroundings, stdout=log, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        lines = LOG.read_text(errors="replace").splitlines() or ["?"]
        errors = [line for line in lines if "error" in line.lower()] or lines
        sys.exit(f"{sentence}: {errors[-1].strip()} [{LOG.relative_to(ROOT)}]")


if __name__ == "__main__":
    main()
