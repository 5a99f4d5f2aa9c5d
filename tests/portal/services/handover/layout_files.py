"""The layouts of an installation's folder, for a test to change."""

from collections.abc import MutableMapping
from typing import cast

from integrations.sockets.layout_socket import Layout
from portal.services.administration.layouts_in_force import LayoutsInForce
from portal.services.shared.installation import Installation


def layout_files(installation: Installation) -> MutableMapping[str, Layout]:
    layouts = installation.layouts
    assert isinstance(layouts, LayoutsInForce)
    return cast("MutableMapping[str, Layout]", layouts.files)
