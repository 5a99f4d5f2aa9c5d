"""Blocks of the pages as somebody pastes them, where each program of the system only writes down what it was asked."""

import os
import subprocess
from pathlib import Path

import pytest

from portal.config import Settings
from tests.house.pages import DOCS, blocks
from tests.house.tree import files, short, text

PLACES = ("/root", "/etc", "/opt", "/var/lib")


def block_with(page: str, language: str, words: str) -> str:
    (block,) = [block for block in blocks(page, language) if words in block]
    return block


def pasted(folder: Path, block: str, **programs: str) -> list[str]:
    """What was asked, in order; `programs`: a line of shell each. Without -e, as in a terminal."""
    (folder / "bin").mkdir()
    for name, line in programs.items():
        program = folder / "bin" / name.replace("_", "-")
        program.write_text(f'#!/bin/sh\necho "${{CODE:+CODE=$CODE }}{program.name} $*" >>{folder}/asked\n{line}\n')
        program.chmod(0o755)
    for place in PLACES:
        (folder / place[1:]).mkdir(parents=True, exist_ok=True)
        block = block.replace(f"{place}/", f"{folder}{place}/").replace(f"cd {place} ", f"cd {folder}{place} ")
    surroundings = {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}"}
    subprocess.run(["sh"], input=block, env=surroundings, cwd=folder, text=True, capture_output=True, check=False)
    return (folder / "asked").read_text("utf-8").replace(str(folder), "").splitlines()


@pytest.mark.parametrize("wrong", ["openssl", "sha256sum", "dpkg", ""])
def test_a_kit_with_a_wrong_signature_or_sum_is_not_installed_by_the_pasted_block(tmp_path: Path, wrong: str) -> None:
    programs = {name: f"exit {int(name == wrong)}" for name in ("openssl", "sha256sum", "dpkg", "ln")}
    folder = "mkdir -p kakanai-0.1.0; touch kakanai-0.1.0/install.sh"
    asked = pasted(tmp_path, block_with("installation.md", "sh", "install.sh"), **programs, tar=folder)
    names = [line.split()[0] for line in asked]
    expected = ["tar", "openssl", "sha256sum", "dpkg", "ln"]
    assert names == (expected[: expected.index(wrong) + 1] if wrong else expected)


def test_a_city_is_added_by_the_block_of_the_page_in_its_order(tmp_path: Path) -> None:
    sites = tmp_path / "etc/nginx/sites-available"
    for folder in (tmp_path / "root" / "aoba", tmp_path / "etc" / "kakanai", sites):
        folder.mkdir(parents=True)
    (sites / "kakanai").write_text(text(DOCS / "installation" / "nginx.conf"))
    there = f'[ "$1 $2" != "cities add" ] || [ -d {tmp_path}/etc/kakanai/aoba ] || echo too-early >>{tmp_path}/asked'
    names = ("runuser", "chown", "kakanai_keys", "systemctl", "curl", "nginx")
    asked = pasted(
        tmp_path, block_with("cities.md", "", "kakanai cities add"), **dict.fromkeys(names, ""), kakanai=there
    )
    assert [" ".join(line.split()[:4]) for line in asked] == [
        "runuser -u postgres --", "chown -R root:kakanai /etc/kakanai/aoba", "kakanai cities add aoba",
        "kakanai-keys copy /media/kagi/keys-cities.tar.enc", "kakanai --city aoba staff", "kakanai --city aoba staff",
        "systemctl restart kakanai-web@8001", "curl --silent --fail --output",
        "systemctl restart kakanai-web@8002 kakanai-worker", "nginx -t", "systemctl reload nginx",
        "kakanai --city aoba doctor",
    ]  # fmt: skip
    named = [line.strip() for line in text(sites / "kakanai").splitlines() if "server_name" in line]
    own = "server_name shinsei.city.example aoba.example.jp;"
    assert named == [own, "server_name _;", own]


def test_the_tables_of_every_city_are_upgraded_by_the_new_code(tmp_path: Path) -> None:
    block = block_with("cities.md", "", "migrate --plan")
    cities = r'[ "$1" != cities ] || printf "aoba\thttps://a\nkawabe\thttps://k\n"'
    asked = pasted(tmp_path, block, kakanai=cities, systemctl="")
    new = "CODE=/opt/kakanai/0.2.0 kakanai --city"
    done = [line for line in asked if line != "kakanai cities list"]
    plans, upgrades = [f"{new} {city} migrate" for city in ("aoba", "kawabe")], "systemctl start kakanai-backup.service"
    assert done == [*(f"{line} --plan" for line in plans), upgrades, *plans]


def test_what_an_upgrade_compares_shows_files_that_changed_and_no_caches(tmp_path: Path) -> None:
    (command,) = [line for line in text(DOCS / "installation.md").split("`") if line.startswith("diff -r")]
    for version in ("current", "0.2.0"):
        for name in ("kakanai.env", "__pycache__/generic.yaml.json"):
            file = tmp_path / version / "docs" / "installation" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{version}\n")
    ran = subprocess.run(
        command.replace("/opt/kakanai/", f"{tmp_path}/").split(), capture_output=True, text=True, check=False
    )
    assert (ran.stdout.count("kakanai.env"), "__pycache__/" in ran.stdout) == (2, False)


def test_an_upgrade_names_the_timers_that_are_refused_meanwhile_and_zones_go_back_in_the_other_order() -> None:
    page = text(DOCS / "installation.md")
    (step,) = [line for line in page.splitlines() if line.startswith("4. **表**")]
    timers = {path.stem for path in (DOCS / "installation").glob("*[!@].timer")}
    assert {name for name in timers if f"`{name}`" not in step} == set()
    assert ("| 更新 | 先にします" in page, "更新と逆に、庁内側を先に戻します" in page) == (True, True)


def test_both_ways_to_install_lay_every_program_of_root() -> None:
    lines = [line.strip() for line in text(DOCS / "installation.md").splitlines() if "/usr/local/sbin/" in line]
    assert [line for line in lines if line.startswith("install ")] == [
        "install -m 0755 kakanai-keys kakanai /usr/local/sbin/"
    ] * 2


def test_the_pages_name_the_minutes_to_undo_that_production_has() -> None:
    minutes = Settings(env="production", undo_minutes=-1).undo
    for page, words in {
        "courier.md": f"本番では{minutes}分",
        "installation.md": f"取り消せる{minutes}分（`KAKANAI_UNDO_MINUTES`）",
        "ja/manual-section.md": f"ふつう{minutes}分",
    }.items():
        assert words in text(DOCS / page), page


@pytest.mark.parametrize("page", [short(path) for path in files("docs/**.md")])
def test_no_command_of_a_page_is_given_a_file_that_root_alone_reads(page: str) -> None:
    lines = [line.strip().partition(" > ")[0] for line in text(DOCS.parent / page).splitlines()]
    assert [line for line in lines if line.startswith("kakanai ") and "/root/" in line] == []


def test_who_comes_after_the_end_is_not_asked_to_try_again(tmp_path: Path) -> None:
    site = tmp_path / "etc/nginx/sites-available/kakanai"
    site.parent.mkdir(parents=True)
    site.write_text(text(DOCS / "installation" / "nginx.conf"))
    # In a numbered step, so it is indented.
    block = text(DOCS / "exit.md").partition("   ```sh\n   systemctl disable")[2].partition("   ```")[0]
    asked = pasted(tmp_path, f"systemctl disable{block}", systemctl="", nginx="")
    assert asked[-2:] == ["nginx -t", "systemctl reload nginx"]
    again = site.read_text().partition("location @again {")[2].partition("}")[0]
    assert "return 410" in again
    assert not {"503", "Retry-After"} & set(again.replace(";", " ").split())
    assert "もう一度試して" not in again
