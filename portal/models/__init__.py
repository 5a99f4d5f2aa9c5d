"""All tables, one file each, registered in `metadata` on import."""

from importlib import import_module
from pkgutil import walk_packages

from portal.models.base import metadata

__all__ = ["metadata"]

for _module in walk_packages(__path__, f"{__name__}."):
    import_module(_module.name)
