"""Sockets to the outside world (`interfaces`) and the plugs, one folder for each kind of neighbour."""
