"""The Debian that a machine of `make installation` begins with. Needs root."""

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests.house.pages import blocks
from tests.house.tree import ROOT
from tests.kept import kept
from tests.long.kit import kit_of_this_version

PAGE = "installation.md"
# What a Debian has that was installed by its own installer, and what the checks need.
AND = ("systemd-sysv", "procps", "iproute2")


def packages() -> list[str]:
    (line,) = [line for line in "\n".join(blocks(PAGE, "sh")).splitlines() if line.startswith("apt-get install")]
    return [word for word in line.split()[2:] if not word.startswith("-")]


def bare_debian(folder: Path) -> None:
    """With the packages of the page, which a place without network has from Debian's own media."""
    include = ",".join([*packages(), *AND])
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={include}", "bookworm", folder / "debian"],
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"}, stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the kit and the half of its key that anybody may have in /root, as the page says somebody brings them."""
    assert os.geteuid() == 0, "make installation needs root: it makes a Debian in a folder"
    named = sha256(" ".join([*packages(), *AND]).encode()).hexdigest()[:12]
    bare = kept(f"debian-{named}", ["scripts/system_packages.sh"], bare_debian) / "debian"
    folder = tmp_path_factory.mktemp("base")
    subprocess.run(["cp", "-a", bare, folder], check=True)
    key, home = folder / "release.pem", folder / "debian" / "root"
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key], check=True
    )
    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", home / "release.pub"], check=True)
    subprocess.run([ROOT / "scripts" / "make_bundle.sh", key], cwd=ROOT, check=True)
    shutil.copy(kit_of_this_version(), home)
    return folder / "debian"
