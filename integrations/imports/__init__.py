"""Packages of applications submitted elsewhere (マイナポータル)."""
