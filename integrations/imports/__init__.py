"""Packages of applications that were filed elsewhere (マイナポータル): readers, mappings to our questions, and made-up samples."""
