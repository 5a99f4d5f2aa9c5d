"""The parts of a list in a tree."""

from forms.loading.tree import Node


def items(node: Node | None) -> tuple[Node, ...]:
    """The parts of a list; none where something else stands, which its shape complains about."""
    return node.value if node is not None and isinstance(node.value, tuple) else ()
