"""The source files behind the numbers, as pages of the site, so that a number can show the line that made it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from analysis.book.provenance import code_page, of_page
from analysis.cohort.dataset import PROJECT


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """A page for each source file that some number names, its lines numbered and linkable."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    files = sorted(
        {
            facts["code"].partition(":")[0]
            for docname in app.env.found_docs
            for entry in of_page(app.env, docname)
            for facts in entry["facts"]
            if facts["code"]
        }
    )
    highlighter = app.builder.highlighter
    for file in files:
        source = (PROJECT / file).read_text(encoding="utf-8")
        body = highlighter.highlight_block(source, "python", linenos="inline", lineanchors="line", anchorlinenos=True)
        yield code_page(file), {"title": file, "body": f"<h1>{file}</h1>{body}"}, "page.html"
