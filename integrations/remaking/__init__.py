"""Makes what was handed in anew, so that nothing of its file but the picture goes on: plugs of `Remaker`."""
