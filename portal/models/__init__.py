"""All tables, one file each; a store imports those that it names."""

from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.models.base import metadata

__all__ = ["metadata"]


def __getattr__(name: str) -> Any:
    """A command of one room needs no other room's tables: all of them take 0.16 s."""
    if name != "metadata":
        raise AttributeError(name)
    for module in walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
    globals()[name] = import_module(f"{__name__}.base").metadata  # once: each migration asks for it
    return globals()[name]
