"""Each from an odd page: no two people share a duplex sheet."""

from collections.abc import Sequence
from io import BytesIO


def join_papers(papers: Sequence[bytes]) -> bytes:
    """Reproducible. Raises pikepdf.PdfError if one is broken."""
    import pikepdf  # noqa: PLC0415 - forty modules, which a start does not need

    joined = pikepdf.new()
    for paper in papers:
        with pikepdf.open(BytesIO(paper)) as part:
            if len(joined.pages) % 2:
                last = joined.pages[-1].mediabox
                joined.add_blank_page(page_size=(float(last[2] - last[0]), float(last[3] - last[1])))
            joined.pages.extend(part.pages)
    output = BytesIO()
    joined.save(output, deterministic_id=True)
    return output.getvalue()
