"""Three PostgreSQL servers under Patroni, which etcd lets choose a leader, and HAProxy before them, as Debian packages them."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from tests.servers import free_ports
from tests.torture.node import Node, begin_apart, new_node

PATIENCE = 120.0


@dataclass
class Cluster:
    nodes: Mapping[str, Node]
    port: int  # of HAProxy: the leader's, whoever it is

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres?sslmode=disable&gssencmode=disable"

    def leader(self) -> Node:
        """Waits until there is a leader, a synchronous replica and the third server."""
        return self._await(lambda roles: len(roles) == len(self.nodes) and "sync_standby" in roles.values())

    def leader_after(self, former: Node) -> Node:
        return self._await(lambda roles: roles.get(former.name) != "leader")

    def _await(self, enough: Callable[[Mapping[str, str]], bool]) -> Node:
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline:
            roles = self._roles()
            name = next((name for name, role in roles.items() if role == "leader"), "")
            if name and enough(roles):
                return self.nodes[name]
            sleep(0.1)
        raise AssertionError(f"no leader: {self._roles()}")

    def _roles(self) -> Mapping[str, str]:
        for node in self.nodes.values():
            with (
                suppress(URLError, OSError, ValueError),
                urlopen(f"http://127.0.0.1:{node.rest}/cluster", timeout=2) as answer,
            ):
                members = json.load(answer)["members"]
                return {row["name"]: row["role"] for row in members if row["state"] in ("running", "streaming")}
        return {}


@contextmanager
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="kakanai-failover-", dir="/tmp"))
    folder.chmod(0o755)
    ports = free_ports(9)
    etcd, proxy = _etcd(folder, ports[0], ports[1]), None
    nodes = {
        name: new_node(folder, name, port, rest, ports[0])
        for name, port, rest in zip("abc", ports[2:5], ports[5:8], strict=True)
    }
    try:
        for node in nodes.values():
            node.start()
        proxy = _haproxy(folder, ports[8], nodes)
        opened = Cluster(nodes, ports[8])
        opened.leader()
        yield opened
    finally:
        for node in nodes.values():
            node.kill()
        for process in (proxy, etcd):
            if process is not None:
                process.kill()
                process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _etcd(folder: Path, port: int, peers: int) -> subprocess.Popen[bytes]:
    client, peer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peers}"
    words = ["--data-dir", str(folder / "etcd"), "--listen-client-urls", client, "--advertise-client-urls", client]
    words += ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}"]
    return begin_apart(["/usr/bin/etcd", *words], folder / "etcd.log")


def _haproxy(folder: Path, port: int, nodes: Mapping[str, Node]) -> subprocess.Popen[bytes]:
    """Asks each Patroni twice a second whether its server is the leader, and ends the connections to one that is not."""
    lines = [
        "defaults", " mode tcp", " timeout connect 2s", " timeout client 30m", " timeout server 30m", " timeout check 2s",
        "listen leader", f" bind 127.0.0.1:{port}", " option httpchk OPTIONS /primary", " http-check expect status 200",
        " default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions",
        *(f" server {node.name} 127.0.0.1:{node.port} check port {node.rest}" for node in nodes.values()),
    ]  # fmt: skip
    path = folder / "haproxy.cfg"
    path.write_text("\n".join(lines) + "\n")
    return begin_apart(["/usr/sbin/haproxy", "-db", "-f", str(path)], folder / "haproxy.log")
