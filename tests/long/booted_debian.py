"""A Debian in a folder, booted by its own systemd (systemd-nspawn), with no network but `lo`. Needs root."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_BOOT = 120.0  # seconds


class BootedDebian:
    def __init__(self, root: Path, leader: int) -> None:
        self.root = root
        self.leader = leader  # the machine's process 1, as this machine numbers it

    def run(self, script: str) -> None:
        """As somebody types it in a shell of its own. Raises CalledProcessError at the first command that fails."""
        subprocess.run(self._inside("sh", "-eu", "-c", script), stdin=subprocess.DEVNULL, stdout=sys.stdout, stderr=sys.stderr, check=True)  # fmt: skip

    def answer(self, *command: str) -> str:
        """What it writes, whatever its status."""
        ran = subprocess.run(self._inside(*command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)  # fmt: skip
        return ran.stdout.strip()

    def _inside(self, *command: str) -> list[str]:
        entered = ["nsenter", f"--target={self.leader}", "--all", "--wdns=/root"]
        return [*entered, "env", "--ignore-environment", f"PATH={PATHS}", "LANG=C.UTF-8", "HOME=/root", *command]


@contextmanager
def booted(root: Path) -> Iterator[BootedDebian]:
    """At the end it is powered off, so that the orderly end of every unit is tried, too."""
    with (root.parent / "console").open("w") as console:
        container = subprocess.Popen(
            ["systemd-nspawn", "--quiet", f"--directory={root}", "--machine=kakanai", "--boot", "--register=no", "--keep-unit",
             "--private-network", "--console=pipe", "--link-journal=no"],
            stdin=subprocess.DEVNULL, stdout=console, stderr=console,
        )  # fmt: skip
        try:
            yield BootedDebian(root, _await_boot(container, root))
        finally:
            container.terminate()
            container.wait(_BOOT)


def _await_boot(container: "subprocess.Popen[bytes]", root: Path) -> int:
    until = time.monotonic() + _BOOT
    while time.monotonic() < until and container.poll() is None:
        for child in Path(f"/proc/{container.pid}/task/{container.pid}/children").read_text().split():
            state = BootedDebian(root, int(child)).answer("systemctl", "is-system-running")
            if state in ("running", "degraded"):
                return int(child)
        time.sleep(0.2)
    raise RuntimeError(f"the Debian does not boot: {(root.parent / 'console').read_text(errors='replace')[-2000:]}")
