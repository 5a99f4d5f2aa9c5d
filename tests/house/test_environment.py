"""`make demo` on a machine that lacks a prerequisite."""

import ast
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.tree import ROOT, text

SCRIPT = ROOT / "scripts" / "environment.py"


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy without `.venv`."""
    (tmp_path / "scripts").mkdir()
    for name in ("scripts/environment.py", "requirements.lock", "requirements-tools.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def prepare(tree: Path, *, python: str = sys.executable, **settings: str) -> subprocess.CompletedProcess[str]:
    """`python`: by which the script makes the environment."""
    begin = f"import runpy, sys; sys.executable = {python!r}; runpy.run_path(sys.argv.pop(), run_name='__main__')"
    command = [sys.executable, "-c", begin, str(tree / "scripts" / "environment.py")]
    return subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=False)


def test_an_old_python_can_read_that_it_is_too_old() -> None:
    ast.parse(text(SCRIPT), feature_version=(3, 7))


def test_an_old_python_is_shown_which_one_is_needed(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed; this is 3\.9"):
        script.check_interpreter()


def test_a_python_without_venv_is_shown_the_package(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        script.check_interpreter()


def test_a_folder_that_cannot_be_written_is_named(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(SystemExit, match=f"not writable: {ROOT}"):
        script.check_interpreter()


def test_a_tree_without_its_lock_is_reported(tree: Path) -> None:
    (tree / "requirements.lock").unlink()
    done = prepare(tree)
    assert done.returncode == 1
    assert done.stderr == "requirements.lock がありません / requirements.lock is missing: is this the whole tree?\n"


def wheel(folder: Path, name: str, version: str, *requirements: str) -> str:
    """Writes an empty package; returns its line of a lock."""
    information = f"{name}-{version}.dist-info"
    metadata = "".join(f"Requires-Dist: {requirement}\n" for requirement in requirements)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            f"{information}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}"
        )
        archive.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{information}/RECORD", "")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture(scope="module")
def made_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the pip of the environment that runs: to install another takes four seconds."""
    folder = tmp_path_factory.mktemp("made") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    pip = importlib.util.find_spec("pip")
    assert pip is not None
    assert pip.origin is not None
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "pip").symlink_to(Path(pip.origin).parent)
    return folder


def test_a_download_that_fails_is_one_sentence_and_leaves_nothing_half_done(
    tree: Path, made_environment: Path, tmp_path: Path
) -> None:
    half_made = tree / ".venv" / "bin"
    half_made.mkdir(parents=True)
    (half_made / "python").symlink_to("/nowhere/python")
    # Gives what `python -m venv` makes, without five seconds for a pip of its own.
    ready = tmp_path / "ready"
    ready.write_text(f'#!/bin/sh\n[ "$1 $2" = "-m venv" ] && exec cp --archive {made_environment} "$3"\n')
    ready.chmod(0o755)
    done = prepare(tree, python=str(ready), PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_CONFIG_FILE=os.devnull)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Cannot install the packages (is there a network?)" in done.stderr
    assert not (tree / ".venv").exists()


@pytest.fixture
def empty_environment(
    script: ModuleType, made_environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Where `script` installs from the wheels of the returned folder."""
    shutil.copytree(made_environment, tmp_path / "venv", symlinks=True)
    monkeypatch.setattr(script, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "LOG", tmp_path / "environment.log")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return tmp_path


def test_a_newer_version_of_what_the_lock_holds_disturbs_nobody(script: ModuleType, empty_environment: Path) -> None:
    held = wheel(empty_environment, "letters", "1.0")
    wheel(empty_environment, "letters", "1.1")
    lock = empty_environment / "test.lock"
    lock.write_text(held + wheel(empty_environment, "reader", "1.0", "letters[colour]>=1.0"))
    script.install_lock(str(lock))
    listed = subprocess.run([str(script.PYTHON), "-m", "pip", "freeze"], capture_output=True, text=True, check=True)
    assert listed.stdout.split() == ["letters==1.0", "reader==1.0"]


def test_a_lock_that_lacks_a_package_is_refused(script: ModuleType, empty_environment: Path) -> None:
    lock = empty_environment / "test.lock"
    lock.write_text(wheel(empty_environment, "reader", "1.0", "letters>=1.0"))
    with pytest.raises(SystemExit, match=r"reader 1\.0 requires letters, which is not installed"):
        script.install_lock(str(lock))


def test_the_pip_of_the_tools_installs_the_rest(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks: list[str] = []
    monkeypatch.setattr(script, "pip", lambda *arguments: locks.append(Path(arguments[-1]).read_text()))
    monkeypatch.setattr(script, "LOG", tmp_path / "build" / "environment.log")
    script.install_pip()
    (lock,) = locks
    first, *hashes = lock.splitlines()
    assert first.startswith("pip==")
    assert [line.split(":")[0].strip() for line in hashes] == ["--hash=sha256"] * 2
    monkeypatch.setattr(script, "ROOT", tmp_path)
    (tmp_path / "requirements-tools.lock").write_text("pip-api==1.0 \\\n    --hash=sha256:00\n")
    with pytest.raises(SystemExit, match=r"requirements-tools\.lock lacks pip"):
        script.install_pip()


def test_packages_that_the_tests_lack_are_named_when_they_cannot_be_installed(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "id", "mkdir"):
        (programs / name).symlink_to(shutil.which(name) or "")
    (programs / "apt-get").write_text("#!/bin/sh\nexit 100\n")
    (programs / "apt-get").chmod(0o755)
    command = [str(ROOT / "scripts" / "system_packages.sh")]
    done = subprocess.run(
        command, env={"PATH": str(programs)}, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.endswith(
        "sudo apt-get install -y chromium-headless-shell fontconfig fonts-noto-cjk fonts-noto-core openssl softhsm2"
        " vsmartcard-vpcd tesseract-ocr tesseract-ocr-jpn xvfb\n"
    )
    assert done.stderr.count("\n") == 1


def chosen(**settings: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    command = ["make", "--silent", "--eval=chosen:; @echo $(PYTHON)", "chosen"]
    done = subprocess.run(command, cwd=ROOT, env=environment | settings, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_make_takes_the_python_of_the_distribution_where_it_serves() -> None:
    ask = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"
    system = Path("/usr/bin/python3")
    serves = system.exists() and subprocess.run([system, "-c", ask], capture_output=True, check=False).returncode == 0
    assert chosen() == (str(system) if serves else "python3")


def test_make_takes_the_python_that_a_person_chose() -> None:
    assert chosen(PYTHON="python3.99") == "python3.99"
