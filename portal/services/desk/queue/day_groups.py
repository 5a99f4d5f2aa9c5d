"""The groups of days in which figures count cases."""

# Upper bounds and their words.
_GROUPS = ((0, "その日"), (3, "1〜3日"), (7, "4〜7日"), (14, "8〜14日"), (30, "15〜30日"), (60, "31〜60日"))
LONGER = 1_000_000  # the bound of the last group
GROUP_WORDS = {**dict(_GROUPS), LONGER: "61日から"}


def group_of(days: int) -> int:
    return next(bound for bound in GROUP_WORDS if days <= bound or bound == LONGER)
