"""Runs a task after a module's first import, so that a test pays only for modules it uses."""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType


def on_import(name: str, task: Callable[[], None]) -> None:
    """Now if `name` is already imported, else after its first import."""
    if name in sys.modules:
        task()
    else:
        sys.meta_path.insert(0, _Watch(name, task))


class _Watch(MetaPathFinder):
    def __init__(self, name: str, task: Callable[[], None]) -> None:
        self._name = name
        self._task = task

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _ThenRun(spec.loader, self._task)
        return spec


class _ThenRun(Loader):
    def __init__(self, loader: Loader, task: Callable[[], None]) -> None:
        self._loader = loader
        self._task = task

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # The module keeps its own loader, which also finds its data files.
        assert module.__spec__ is not None
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._task()
