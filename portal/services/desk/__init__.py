"""What a section does with its cases."""

# `mistakes` of forms: (box, message key).
