"""The items of a list in a tree."""

from forms.loading.tree import Node


def items(node: Node | None) -> tuple[Node, ...]:
    """() for no list, which the shape reports."""
    return node.value if node is not None and isinstance(node.value, tuple) else ()
