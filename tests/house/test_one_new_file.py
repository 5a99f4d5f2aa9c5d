"""Extensions of CONTRIBUTING are one new file each."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import portal.jobs
import portal.models
from forms.text.translations import SHIPPED
from portal.jobs import all_jobs
from portal.services.shared.rights import ALLOWED, Member
from portal.web.shared import words

JOB = """
from portal.jobs import Job

def look_around(installation):
    return 0

"""
TABLE = '''
from sqlmodel import Field
from portal.models.base import Model

class Tomorrow(Model):
    """Hangs on an application."""

    __tablename__ = "tomorrow"
    id: int = Field(primary_key=True)
    application_id: int = Field(foreign_key="application.id")
'''
# In another process: the registries of this one are loaded already and must not change.
FIND_TABLE = """
import sys
import portal
sys.modules.pop("portal.models", None)
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
spec = PathFinder.find_spec("portal.models", portal.__path__)
models = module_from_spec(spec)
models.__path__.append(sys.argv[1])
sys.modules["portal.models"] = models
spec.loader.exec_module(models)
from portal.store.disposal.removals import GOES
print("tomorrow" in models.metadata.tables, "tomorrow" in GOES)
"""


@pytest.fixture
def beside_jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(portal.jobs, "__path__", [*portal.jobs.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "portal.jobs.look_around", raising=False)
    all_jobs.cache_clear()
    monkeypatch.setattr(portal.jobs, "look_around", None, raising=False)
    return tmp_path


@pytest.fixture(autouse=True)
def _jobs_as_before() -> Iterator[None]:
    yield
    all_jobs.cache_clear()


def test_a_new_job_is_found(beside_jobs: Path) -> None:
    (beside_jobs / "look_around.py").write_text(f'{JOB}JOB = Job("look_around", 60, look_around)\n')
    (job,) = [job for job in all_jobs() if job.name == "look_around"]
    assert (job.every_seconds, job.asks_neighbour) == (60, False)
    assert job in portal.jobs.due_jobs()


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        ("", "look_around.py declares no JOB"),
        ("JOB = look_around", "look_around.py declares no JOB"),
        ('JOB = Job("keep_places", 60, look_around)', "declares the job 'keep_places', every 60 seconds"),
        ('JOB = Job("look_around", 0, look_around)', "declares the job 'look_around', every 0 seconds"),
    ],
)
def test_a_file_that_declares_no_job_of_its_name_stops_the_start(
    beside_jobs: Path, declared: str, complaint: str
) -> None:
    (beside_jobs / "look_around.py").write_text(f"{JOB}{declared}\n")
    with pytest.raises(TypeError, match=complaint):
        all_jobs()


def test_a_new_table_is_found_and_goes_with_its_application(tmp_path: Path) -> None:
    (tmp_path / "tomorrow.py").write_text(TABLE)
    run = subprocess.run([sys.executable, "-c", FIND_TABLE, str(tmp_path)], capture_output=True, text=True, check=True)
    assert run.stdout == "True True\n"


@pytest.mark.parametrize("language", ["ja", "easy"])
def test_a_new_file_of_words_is_found(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in words.FOLDER.glob("*.yaml"):
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / f"tomorrow.{language}.yaml").write_text("tomorrow.title: あした\n")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    SHIPPED.made.clear()
    assert words.words(language)["tomorrow.title"] == "あした"
    SHIPPED.made.clear()


def test_a_new_right_is_one_line_of_the_table_of_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ALLOWED, "look around", frozenset({"reviewer"}))
    reviewer, clerk = (Member(1, role, role, frozenset({(role, "*")}), "") for role in ("reviewer", "clerk"))
    assert reviewer.may("look around", "welfare")
    assert not clerk.may("look around", "welfare")
