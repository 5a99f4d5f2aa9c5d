"""The table of a run in docs/performance.md, between two marks."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

BEGIN, END = "<!-- made by kakanai bench --page: begin -->", "<!-- end -->"
# Of the run of 2026-11-22 with ours on the same machine, by turns; they are not measured again here.
_PEERS = """| Peers, measured once in turn with ours (2026-11-22) | ours then, SQLite; PostgreSQL | CHEFS (validates nothing) | Open Forms |
|---|---|---|---|
| final submissions a second, one client; eight | 129, 131 to 143; 53 to 59, 84 to 100 | 30; 41 | 12; 20 (its last call) |
| CSV of 10,000 with repeats, seconds | 15.0; 18.8 | 2.7 (a row each) to 98 | 27 for 800 |
"""


def on_page(page: str, report: Mapping[str, Any]) -> str:
    """Raises ValueError without the marks."""
    start, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    return f"{page[:start]}\n{chr(10).join(_table(report))}\n{page[end:]}"


def _table(report: Mapping[str, Any]) -> Iterator[str]:
    """Ratios first, then the other figures as the run printed them."""
    lines, seconds = report["lines"], report["seconds"]
    whole, spent = (sum(both[index] for both in seconds.values()) for index in (0, 1))
    yield (
        f"`{report['command']}`, {report['day']}: {report['machine']}, {report['processors']} processors, load {report['load']:.0f} at the start, Python "
        f"{report['python']}, SQLite {report['sqlite']}, {', '.join(f'{name} {number}' for name, number in report['packages'].items())}; {whole:.0f} s, {spent:.0f} of processor. "
        f"Lines that failed: {', '.join(report['failed']) or 'none'}.\n"
    )
    yield "| | Measure | Database, web processes | Floor | Ratio by the clock | by processor | Target |"
    yield "|---|---|---|---|---|---|---|"
    for line in lines:
        if "floor_is" in line:
            place = f"{line['database']}, {line['workers']}" if line["workers"] else line["database"]
            least = f"{line['ratio']:.2f} ({line['least']:.2f} to {line['most']:.2f})"
            reached = "" if line["processor"] >= line["target"] else ": **not reached**"
            yield f"| {line['number']} | {line['measure']} | {place} | {line['floor_is']} | {least} | {line['processor']:.2f} | {line['target']}{reached} |"
    yield "\n| | Other figures |\n|---|---|"
    for line in lines:
        if "floor_is" not in line:
            shown = re.sub(r"\n *|(?<=[a-z]) +(?=postgresql|sqlite)", " ", line["shown"].strip())
            yield f"| {line['number']} | {re.sub(' {2,}', '; ', shown)} |"
    yield f"\n{_PEERS}"
