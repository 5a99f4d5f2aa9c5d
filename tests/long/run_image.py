"""`make image`: the offline kit with the container image, then the part on compose of docs/installation.md, command by command, in a network
namespace with nothing but `lo`. Podman behind the socket of Docker and Debian's docker-compose run compose.yaml as it is. Needs root.

Registries of images are not asked: the base is Debian's own packages, and PostgreSQL that of the development lock, which starts as far as
compose.yaml uses it like the image of the same name."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.pages import blocks
from tests.house.tree import ROOT
from tests.kept import kept
from tests.long.kit import kit_of_this_version
from tests.postgresql import LIBRARIES, PROGRAMS, programs
from tests.real_city import make_real_city

pytestmark = pytest.mark.timeout(0)

BASE = "localhost/debian-python:bookworm"
PACKAGES = "ca-certificates,python3,python3-pip,python-is-python3"
POSTGRESQL = f"""\
FROM {BASE}
COPY . /opt/
RUN useradd --system --uid 999 --no-create-home postgres && install -d -o postgres /var/lib/postgresql /var/run/postgresql
ENV PGDATA=/var/lib/postgresql/18/docker PGHOST=/var/run/postgresql PATH=/opt/{PROGRAMS}/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENTRYPOINT ["/opt/start.sh"]
"""
START = """\
#!/bin/sh
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-local=trust --encoding=UTF8 --no-locale "$PGDATA"
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    pg_ctl -D "$PGDATA" -w -o "-h ''" -o "-k $PGHOST" start
    createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
    pg_ctl -D "$PGDATA" -w stop
fi
exec postgres -D "$PGDATA" -h '*' -k "$PGHOST"
"""
DOCKER = """\
#!/bin/sh
[ "$1" != compose ] || { shift; exec docker-compose "$@"; }
exec podman "$@"
"""
# The limits of this process, which may be allowed no more. Without systemd nothing asks the health checks but the loop below.
ENGINE = """\
set -eu
! mountpoint -q /sys/fs/cgroup/unified || umount /sys/fs/cgroup/unified  # crun refuses both kinds at once
for place in /run /var/lib/cni /etc/cni/net.d; do mkdir -p $place && mount -t tmpfs tmpfs $place; done
for place in root srv; do mount --bind "$PLACE/$place" /$place; done
ip link set lo up
podman system service --time=0 unix:///run/docker.sock >"$PLACE/engine.log" 2>&1 &
(while sleep 1; do for each in $(podman ps --quiet); do podman healthcheck run $each >/dev/null 2>&1 || true; done; done) &
until [ -S /run/docker.sock ]; do sleep 0.1; done
trap '[ $? = 0 ] || for each in $(podman ps --all --quiet); do podman logs --tail 20 $each; done' EXIT
"""
CHECKS = """\
cd /srv/kakanai
is() { [ "$1" = "$2" ] || { echo "$3: $1 instead of $2" >&2; exit 1; }; }
ask() { curl --silent --output /dev/null --write-out '%{http_code}' --header 'Host: shinsei.city.example' "http://127.0.0.1:8000$1" || true; }
answers() { for try in $(seq 240); do [ "$(ask /healthz)" != 200 ] || return 0; sleep 0.5; done; exit 1; }
answers
is "$(ask /readyz)" 200 readyz
is "$(ask /)" 200 "front page"
is "$(ask /staff/sign-in)" 200 "page of the staff"
for name in web worker; do
    one=$(docker compose ps --quiet $name)
    is "$(podman exec $one id -u)" 10001 "user of $name"
    is "$(podman exec $one touch /srv/kakanai/written 2>&1 | grep -c 'Read-only')" 1 "$name writes to itself"
    podman exec $one touch /tmp/written /data/written
    is "$(podman exec $one grep -c -e 'CapEff:.0000000000000000' -e 'NoNewPrivs:.1' /proc/1/status)" 2 "rights of $name"
    is "$(podman inspect --format '{{.HostConfig.Memory}}' $one)" 2147483648 "memory of $name"
    is "$(podman inspect $one | grep -c -F "$(cat secrets/database_password)")" 0 "password in $name"
    is "$(podman inspect --format '{{.State.Running}}' $one)" true "$name runs"
done
podman healthcheck run "$(docker compose ps --quiet web)"
docker compose down
docker compose up -d
answers
is "$(ask /readyz)" 200 "readyz with what was kept"
docker compose down
"""


def debian(folder: Path) -> None:
    made = folder / "debian"
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", made],
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"}, stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    subprocess.run(["tar", "-C", made, "-cf", folder / "base.tar", "."], check=True)
    shutil.rmtree(made)


def storage(folder: Path, run: str = "") -> dict[str, str]:
    """The environment in which images and containers lie below `folder`. `run`: where containers run, at most 50 characters, or podman
    refuses to clean up after one that ended, which `docker-compose up` waits for without end."""
    folder.mkdir()
    place = run or f"{folder}/run"
    (folder / "storage.conf").write_text(
        f'[storage]\ndriver = "overlay"\ngraphroot = "{folder}/images"\nrunroot = "{place}"\n'
    )
    events = "file" if run else "none"  # written while the storage is removed, they keep its folder
    (folder / "containers.conf").write_text(
        '[containers]\ndefault_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]\n'
        f'[engine]\nevents_logger = "{events}"\ntmp_dir = "{place}/libpod"\n'
    )
    own = {"CONTAINERS_STORAGE_CONF": folder / "storage.conf", "CONTAINERS_CONF": folder / "containers.conf"}
    return {**os.environ, **{name: str(path) for name, path in own.items()}}


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[Path]:
    """With both images, made from the base of Debian's packages."""
    assert os.geteuid() == 0, "make image needs root: it makes a Debian in a folder"
    base = kept("debian-python", ["scripts/system_packages.sh"], debian) / "base.tar"
    surroundings = storage(tmp_path / "making") | {"BASE_IMAGE": BASE}

    def run(*command: str | Path) -> None:
        subprocess.run(command, env=surroundings, cwd=ROOT, check=True)

    run("podman", "import", "--quiet", base, BASE)
    context = tmp_path / "postgresql"
    shutil.copytree(programs().parent, context / PROGRAMS, symlinks=True)
    shutil.copytree(programs().parents[2] / LIBRARIES, context / LIBRARIES, symlinks=True)
    (context / "start.sh").write_text(START)
    (context / "start.sh").chmod(0o755)
    (context / "Dockerfile").write_text(POSTGRESQL)
    (image,) = re.findall(r"image: (postgres:\S+)", (ROOT / "compose.yaml").read_text("utf-8"))
    run("buildah", "bud", "--isolation", "chroot", "--tag", f"docker.io/library/{image}", context)
    run("scripts/make_bundle.sh")
    yield kit_of_this_version()
    subprocess.run(["podman", "system", "reset", "--force"], env=surroundings, check=True)


def test_the_page_runs_the_archive_of_the_kit_with_compose(kit: Path, tmp_path: Path) -> None:
    for name in ("root", "srv", "bin"):
        (tmp_path / name).mkdir()
    subprocess.run(["tar", "-x", "-f", kit, "-C", tmp_path / "root"], check=True)
    make_real_city(tmp_path / "root" / "city")
    (tmp_path / "bin" / "docker").write_text(DOCKER)
    (tmp_path / "bin" / "docker").chmod(0o755)
    own = {"PLACE": str(tmp_path), "PATH": f"{tmp_path}/bin:{os.environ['PATH']}:/usr/sbin", "HOME": "/root"}
    script = "\n".join([ENGINE, "set -x", *blocks("installation.md", "shell"), CHECKS])
    ran = subprocess.run(
        ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script],
        env=storage(tmp_path / "running", "/run/containers") | own, cwd="/",
        stdin=subprocess.DEVNULL, stdout=sys.stdout, stderr=sys.stderr, check=False, timeout=1200,
    )  # fmt: skip
    assert ran.returncode == 0, (tmp_path / "engine.log").read_text()[-2000:]
