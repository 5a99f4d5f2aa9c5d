"""Numbers that the papers on operation repeat are those of settings, units and code; their forms are there to be copied."""

import re

import pytest

from forms.fields.file import MEGABYTE, MOST_BYTES
from portal.config import Settings
from portal.services.files.keep_file import MOST_ON_A_SHELF
from portal.services.shared.throttle import STAFF_NAME
from tests.house.papers.paper import paper
from tests.house.tree import ROOT, text

INSTALLED = ROOT / "docs/installation"
OPERATION, RESTORE = "operation.md", "backup-restore.md"


def installed(name: str, pattern: str) -> str:
    (value,) = re.findall(pattern, text(INSTALLED / name), re.MULTILINE)
    return str(value)


def test_the_backup_of_each_night_is_at_the_hour_of_its_timer() -> None:
    hour, minute = installed("kakanai-backup.timer", r"OnCalendar=\*-\*-\* (\d\d:\d\d):00").split(":")
    assert f"毎晩{int(hour)}時{minute}分" in paper(OPERATION)
    assert f"毎晩{int(hour)}時{minute}分" in paper(RESTORE)


def test_the_journal_is_kept_as_long_as_the_paper_says() -> None:
    days = installed("journald.conf", r"^MaxRetentionSec=(\d+)day$")
    gigabytes = installed("journald.conf", r"^SystemMaxUse=(\d+)G$")
    assert f"| {days}日、{gigabytes} GBまで |" in paper(OPERATION)


def test_what_nginx_says_while_the_sockets_are_closed_is_what_its_file_says() -> None:
    status = installed("nginx.conf", r"^        return (\d{3}) '<!doctype")
    words = installed("nginx.conf", r"<h1>(.+?)</h1>")
    assert f"nginxは{status}で「{words}。" in paper(OPERATION)


def test_a_name_is_closed_after_as_many_tries_and_for_as_long_as_the_papers_say() -> None:
    assert f"{STAFF_NAME.tries}回続けてまちがえると{STAFF_NAME.seconds // 60}分止まります" in paper(OPERATION)
    assert f"職員は{STAFF_NAME.tries}回で{STAFF_NAME.seconds // 60}分" in paper("functions.md")


def test_the_limits_of_files_are_those_of_the_list_of_functions() -> None:
    sizes = f"1つ{MOST_BYTES // MEGABYTE}MB、1つの申請の合計{MOST_ON_A_SHELF // MEGABYTE}MB"
    assert sizes in paper("functions.md")


def test_a_token_of_a_machine_lives_as_long_as_the_list_of_functions_says() -> None:
    assert f"{Settings.model_fields['api_token_minutes'].default}分（`KAKANAI_API_TOKEN_MINUTES`）" in paper(
        "functions.md"
    )


def test_the_figures_of_a_restore_are_those_that_were_measured() -> None:
    (measured,) = re.findall(
        r"^[|] PostgreSQL [|] (\d+) s [|] (\d+) s [|] (\d+) s ", text(ROOT / "docs/backup.md"), re.MULTILINE
    )
    for label, seconds in zip(("バックアップ（", "`--check`", "`--into`"), measured, strict=True):
        assert re.search(rf"^[|] {label}[^|]*[|] {seconds}秒 ", paper(RESTORE), re.MULTILINE), label


@pytest.mark.parametrize("code", ["database_away", "disk_full", "read_only"])
def test_each_outage_has_its_line(code: str) -> None:
    assert code in text(ROOT / "portal/outages.py")
    assert f"`{code}`" in paper(OPERATION)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        (OPERATION, "障害の記録の様式"),
        (OPERATION, "毎日の記録の様式"),
        (RESTORE, "訓練記録の様式"),
        (OPERATION, "9. 記録（ログ）"),
    ],
)
def test_the_forms_are_there(name: str, heading: str) -> None:
    assert "| | " in paper(name).partition(heading)[2] or "journald" in paper(name).partition(heading)[2]


def test_all_reports_of_the_audit_are_read_each_month() -> None:
    (named,) = re.findall(r"kakanai audit report ([a-z_\\|]+) --from", text(ROOT / "docs/running.md"))
    monthly = set(re.findall(r"^kakanai audit report (\w+)", paper(OPERATION), re.MULTILINE))
    assert monthly == set(named.replace("\\", "").split("|"))
