"""``make docx`` and ``make pdf``: the book first, with all its gates, then the manuscript from its pages."""

from __future__ import annotations

import sys
from pathlib import Path

import panflute as pf

from analysis import cohort
from analysis.book import ledger
from analysis.book.freshness import datasets
from analysis.book.leaks import Sought
from analysis.book.manuscript import agreement, outputs, pandoc, pdf, settings, word
from analysis.book.manuscript.compose import Manuscript, compose
from analysis.book.manuscript.faults import ManuscriptError
from analysis.book.manuscript.pages import Pages
from analysis.cohort.dataset import PROJECT

BIBLIOGRAPHY = PROJECT / "references.bib"
NAMES = ("manuscript", "supplement")


def make(kind: str, output: Path) -> int:
    """Write the manuscript and its supplement from a book that was built just now.

    Args:
        kind: "docx" or "pdf".
        output: the folder of the build.

    Returns:
        0, or 1 where something stops it; then no file is touched.
    """
    names = [f"{name}.{kind}" for name in NAMES]
    try:
        outputs.refuse_changed(output, names)
        made, contents = _checked(kind, Pages(output))
        outputs.replace(output, dict(zip(names, contents, strict=True)))
    except ManuscriptError as error:
        print("\nThe manuscript was not made:", *error.faults, sep="\n  ", file=sys.stderr)
        return 1
    for heading in made.missing:
        print(f"{heading} is not written yet; the title page says so.", file=sys.stderr)
    if made.abstract_words > made.settings.abstract_words:
        print(
            f"The abstract has {made.abstract_words} words, and {settings.FILE} allows {made.settings.abstract_words}.",
            file=sys.stderr,
        )
    print(f"The manuscript is ready: {' and '.join(str(output / name) for name in names)}", file=sys.stderr)
    return 0


def _checked(kind: str, pages: Pages) -> tuple[Manuscript, list[bytes]]:
    made = compose(pages, settings.read(PROJECT), BIBLIOGRAPHY)
    contents, documents = written(kind, made)
    faults = [*disagreements(made, pages, documents), *leaks(documents)]
    if faults:
        raise ManuscriptError(faults)
    return made, contents


def written(kind: str, made: Manuscript) -> tuple[list[bytes], list[pf.Doc]]:
    """Both files, and what stands in them: read back from Word; for PDF, which pandoc cannot read, what it was given.

    Raises:
        ManuscriptError: pandoc or typst has a fault or a warning.
    """
    about = made.settings
    authors = [author.name for author in about.authors]
    contents, documents = [], []
    for document, in_supplement in ((made.main, False), (made.supplement, True)):
        title = f"Supplement to: {made.title}" if in_supplement else made.title
        told = {"title": title, "head": about.short_title, "label": made.data.label}
        images = pictures(made, supplement=in_supplement)
        source = pdf.source(document, authors="; ".join(authors), keywords=list(about.keywords), **told)
        paged, pages = pdf.compile_pdf(source, images, pdf.anchors(document))
        if kind == "pdf":
            contents.append(paged)
            documents.append(document)
            continue
        content = word.write(document, images, pages, authors=authors, keywords=list(about.keywords), **told)
        contents.append(content)
        documents.append(word.read_back(content))
    return contents, documents


def pictures(made: Manuscript, *, supplement: bool) -> dict[str, Path]:
    """The drawings of the figures, by file name."""
    found = {}
    for one in made.numbered.values():
        if one.kind == "Figure" and one.supplement == supplement and not one.node["why_not"]:
            path = PROJECT / one.image["uri"]
            found[path.name] = path
    return found


def disagreements(made: Manuscript, pages: Pages, documents: list[pf.Doc]) -> list[str]:
    """What the site prints and the files do not."""
    text = agreement.Text()
    for document in documents:
        text.add(document)
    kept = ledger.read(pages.output / "html")["numbers"]
    ids = agreement.expected(pages, made.parts, made.numbered)
    return agreement.faults(kept, ids, text, made.numbered, BIBLIOGRAPHY)


def leaks(documents: list[pf.Doc]) -> list[str]:
    """What the files tell of single patients of private datasets."""
    private = [Sought(each) for each in map(cohort.read, datasets()) if each.settings.private]
    found = []
    for name, document in zip(NAMES, documents, strict=True) if private else ():
        plain = pandoc.run(["--from=json", "--to=html", "--wrap=none"], pandoc.as_json(document)).decode()
        found += [f"{name}: {what}" for each in private for what in sorted(set(each.within(plain, ".html")))]
    return found
