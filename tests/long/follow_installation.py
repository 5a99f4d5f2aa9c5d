"""`make installation`: docs/installation.md, command by command, in a fresh Debian without any network. Needs root and debootstrap."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.house.pages import blocks
from tests.house.tree import ROOT
from tests.kept import kept
from tests.real_city import make_real_city

PAGE = "installation.md"
pytestmark = pytest.mark.timeout(0)

STAND_IN = ROOT / "tests" / "long" / "stand_in_for_systemctl.py"
# What a Debian has that was installed by its own installer, and what the checks below need.
AND = ("systemd", "procps", "iproute2")
NAME = "shinsei.city.example"
# Asked from this machine, from a network of the city, and from anywhere.
CHECKS = f"""
ask() {{ curl --silent --output /dev/null --write-out '%{{http_code}}' --cacert /etc/kakanai/tls/fullchain.pem --resolve {NAME}:443:127.0.0.1 --resolve {NAME}:80:127.0.0.1 "$@" || true; }}
is() {{ [ "$1" = "$2" ] || {{ echo "$3: $1 instead of $2" >&2; exit 1; }}; }}
ip address add 10.1.2.3/32 dev lo
ip address add 203.0.113.9/32 dev lo
for from in 127.0.0.1 10.1.2.3 203.0.113.9; do is "$(ask --interface $from https://{NAME}/)" 200 "front page from $from"; done
is "$(ask --interface 10.1.2.3 https://{NAME}/staff/sign-in)" 200 "staff from the city"
for path in /staff/sign-in /desk /counter /admin/people /desk/news/stream /api/v1/applications /oauth/token /readyz /metrics; do
    is "$(ask --interface 203.0.113.9 https://{NAME}$path)" 403 "$path from anywhere"
done
is "$(ask https://{NAME}/readyz)" 200 readyz
is "$(ask http://{NAME}/)" 301 "without TLS"
is "$(ask --insecure --resolve other.example:443:127.0.0.1 https://other.example/)" 000 "another name"
head -c 50000000 /dev/zero > /tmp/large
is "$(ask --request POST --data-binary @/tmp/large https://{NAME}/session)" 413 "fifty megabytes"
[ "$(ip -oneline link | grep -vc ' lo:')" = 0 ]
ps -eo user:20,args | grep '[b]in/kakanai serve' | grep -v -c '^kakanai ' | grep -qx 0
[ "$(ps -eo args | grep -c '[b]in/kakanai serve --no-worker')" = 2 ]
ps -eo args | grep -q '[b]in/kakanai worker'

# One process after the other is replaced while people ask: nobody is turned away.
(for i in $(seq 300); do ask https://{NAME}/; echo; sleep 0.02; done > /tmp/asked) &
systemctl restart kakanai-web@8001
until [ "$(curl --silent --output /dev/null --write-out '%{{http_code}}' -H 'Host: {NAME}' http://127.0.0.1:8001/readyz)" = 200 ]; do sleep 0.2; done
systemctl restart kakanai-web@8002
wait
is "$(sort /tmp/asked | uniq -c | tr -s ' ')" " 300 200" "requests while both were replaced"
"""


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


@pytest.fixture
def debian(tmp_path: Path) -> Iterator[Path]:
    assert os.geteuid() == 0, "make installation needs root: it makes a Debian in a folder"
    named = sha256(" ".join(packages()).encode()).hexdigest()[:12]
    base = kept(f"debian-{named}", ["scripts/system_packages.sh"], bare_debian) / "debian"
    root = tmp_path / "debian"
    subprocess.run(["cp", "-a", base, root], check=True)
    yield root
    shutil.rmtree(root)


def carry_in(debian: Path, folder: Path) -> None:
    """What the page says somebody brings to /root, and the stand-in for systemd."""
    key = folder / "release.pem"
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key], check=True
    )
    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", debian / "root" / "release.pub"], check=True)
    subprocess.run([ROOT / "scripts" / "make_bundle.sh", key], cwd=ROOT, check=True)
    for kit in (ROOT / "build").glob("kakanai-*.tar"):
        shutil.copy(kit, debian / "root")
    make_real_city(debian / "root" / "city")
    place = debian / "usr" / "local" / "bin" / "systemctl"
    shutil.copy(STAND_IN, place)
    place.chmod(0o755)


def script(*more: str) -> str:
    """Each block in a shell of its own, as somebody types it on another day."""
    parts = ["set -eu", "mount -t proc proc /proc", "mount -t tmpfs tmpfs /dev/shm || true", "ip link set lo up"]
    for number, block in enumerate([*blocks(PAGE, "sh"), *more], 1):
        place = f"/tmp/block-{number}"
        parts += [f"cat > {place} <<'END OF BLOCK'\n{block}\nEND OF BLOCK", f"echo '== {number}'", f"sh -eu {place}"]
    return "\n".join(parts)


def test_the_page_installs_a_service_that_answers(debian: Path, tmp_path: Path) -> None:
    carry_in(debian, tmp_path)
    ran = subprocess.run(
        ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "chroot", debian, "/bin/sh", "-c", script(CHECKS)],
        env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL, stdout=sys.stdout, stderr=sys.stderr, check=False,
    )  # fmt: skip
    logs = [path.read_text(errors="replace")[-2000:] for path in (debian / "var" / "log" / "stand-in").glob("*")]
    assert ran.returncode == 0, "\n".join(logs)
