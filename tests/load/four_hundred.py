"""One client process of the load test: sends every draft at the very moment at which the other process does."""

from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from threading import Thread

from tests.load.client import Answer, Browser

Draft = tuple[Browser, str]
Told = dict[str, Answer]


def send_twice(lanes: list[list[Draft]]) -> list[Told]:
    """Each draft is sent by two processes at once; what each was answered, by the draft's address."""
    context = get_context("spawn")
    barriers = [context.Barrier(2, timeout=60) for _ in lanes]
    pipes = [context.Pipe(duplex=False) for _ in range(2)]
    clients = [context.Process(target=_client, args=(lanes, barriers, answers)) for _, answers in pipes]
    for client in clients:
        client.start()
    told: list[Told] = [results.recv() for results, _ in pipes]
    for client in clients:
        client.join()
    return told


def _client(lanes: list[list[Draft]], barriers: list[Barrier], answers: Connection) -> None:
    told: Told = {}
    threads = [Thread(target=_lane, args=(*lane, told)) for lane in zip(lanes, barriers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.send(told)


def _lane(drafts: list[Draft], barrier: Barrier, told: Told) -> None:
    for browser, draft in drafts:
        barrier.wait()
        told[draft] = browser.post(f"{draft}/submit", {})
    browser.close()
