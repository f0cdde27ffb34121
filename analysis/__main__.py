"""The command line: ``python -m analysis COMMAND``."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.cohort import Cohort

INTERRUPTED = 130  # what a shell makes of a program that Ctrl-C ended


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    top = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    made = {
        "book": "build the site",
        "docx": "build the site, and write the manuscript for Word, with its supplement",
        "pdf": "build the site, and write the manuscript as PDF, with its supplement",
        "archive": "build the site, and write it into one file",
    }
    for name, told in made.items():
        book = commands.add_parser(name, help=told)
        book.add_argument("data", type=Path, help="a dataset folder, or a folder of them")
        book.add_argument("--output", type=Path, help="where to build, instead of _build")
    preview = commands.add_parser("preview", help="show the book in a browser and build it again on each save")
    preview.add_argument("data", type=Path, help="a dataset folder, or a folder of them")
    preview.add_argument("--port", type=int, default=8000, help="where to serve, if it is free; 8000 unless given")
    edit = commands.add_parser("edit", help="open the chapters as notebooks in JupyterLab, which `make edit` installs")
    edit.add_argument("data", type=Path, help="a dataset folder, or a folder of them")
    chapter = commands.add_parser("chapter", help="write a new chapter, with an example of all that one may hold")
    chapter.add_argument("name", help="of its file, such as late-toxicity")
    check = commands.add_parser("check", help="list all that is wrong or odd in a dataset; 1 where there are errors")
    check.add_argument("folder", type=Path, help="a dataset folder")
    check.add_argument("--json", action="store_true", help="print the machine-readable form")
    check.add_argument("--html", type=Path, metavar="FILE", help="write the report as a page, which is private")
    check.add_argument("--force", action="store_true", help="replace that file")
    template = commands.add_parser("template", help="make an empty dataset to fill, as CSV files and as a workbook")
    template.add_argument("target", type=Path, help="the folder to make; it must not exist")
    importing = commands.add_parser("import", help="turn a filled workbook, or a centre's own tables, into a dataset")
    importing.add_argument(
        "mapping", type=Path, nargs="?", help="a TOML file that says which column goes where; not for the workbook"
    )
    importing.add_argument("source", type=Path, help="the filled workbook, or the folder of the centre's tables")
    importing.add_argument("target", type=Path, help="the dataset folder to make")
    importing.add_argument("--force", action="store_true", help="replace the dataset that is there already")
    redcap = commands.add_parser("redcap", help="exchange with REDCap").add_subparsers(dest="step", required=True)
    dictionary = redcap.add_parser("dictionary", help="write a data dictionary to upload")
    dictionary.add_argument("file", type=Path, help="the CSV file to make; it must not exist")
    dictionary.add_argument("--dates", action="store_true", help="record calendar dates, from which the import counts")
    export = redcap.add_parser("import", help="turn a flat export, raw or labels, into a dataset")
    export.add_argument("export", type=Path, help="the CSV file, of all records")
    export.add_argument("target", type=Path, help="the dataset folder to make")
    export.add_argument("--force", action="store_true", help="replace the dataset that is there already")
    export.add_argument("--cohort", type=Path, help="the cohort.toml for the dataset")
    export.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help="leave out a column; * matches")
    export.add_argument("--missing", action="append", default=[], metavar="CODE", help="a code for missing data")
    commands.add_parser("guard", help="stop a commit that would take private patients into the repository")
    lint = commands.add_parser("lint", help="find typed numbers and words of direction, and records never quoted")
    lint.add_argument("paths", type=Path, nargs="*", help="chapters or folders of them, instead of all")
    commands.add_parser("notebooks", help="refresh the executed reference notebooks")
    synthesise = commands.add_parser("synthesise", help="make the synthetic cohorts")
    synthesise.add_argument("folder", type=Path, help="where to write them")
    diff = commands.add_parser(
        "diff",
        help="tell which numbers moved between two ledgers or two revisions",
        description="Tell which numbers moved. The exit code is 1 where any did, 0 where none, 2 for bad input.",
    )
    diff.add_argument("old", help="numbers.json, the folder of a built site, or a git revision, which is built for it")
    diff.add_argument("new", help="the same")
    diff.add_argument("--data", type=Path, help="the dataset to build revisions from, instead of each its own")
    diff.add_argument("--markdown", action="store_true", help="print the form for pull requests")
    return top


def run(options: argparse.Namespace) -> int:
    """Run the command that was asked for; each imports only what it needs."""
    if options.command in ("book", "docx", "pdf", "archive"):
        return _built(options)
    if options.command in ("preview", "edit", "chapter", "diff", "notebooks"):
        return _of_the_book(options)
    if options.command == "check":
        from analysis.cohort.checking import run as check

        report, code = check(options.folder, _asked, as_json=options.json, html=options.html, force=options.force)
        print(report)
        return code
    if options.command in ("lint", "guard"):
        faults = _faults(options)
        print("".join(f"{fault}\n" for fault in faults), end="")
        return 1 if faults else 0
    _of_datasets(options)
    return 0


def _of_the_book(options: argparse.Namespace) -> int:
    """What shows the book or compares it."""
    if options.command == "preview":
        from analysis.book.preview.serving import preview

        return preview(options.data, options.port)
    if options.command == "chapter":
        from analysis.book.editing.beginning import begin

        print(begin(options.name))
        return 0
    if options.command == "edit":
        from analysis.book.editing.serving import edit

        return edit(options.data)
    if options.command == "diff":
        from analysis.book.diff import run as compare

        return compare(options.old, options.new, options.data, markdown=options.markdown)
    from analysis.book.notebooks import refresh

    refresh()
    return 0


def _of_datasets(options: argparse.Namespace) -> None:
    """What makes a dataset, or a form for one."""
    if options.command == "template":
        from analysis.exchange import template

        template.make(options.target)
        print(f"{options.target} is ready to be filled: {options.target / template.README} tells how")
    elif options.command == "import":
        if options.mapping is None:
            from analysis.exchange.filled import import_workbook

            print(import_workbook(options.source, options.target, force=options.force))
        else:
            from analysis.cohort.importing import import_dataset

            print(import_dataset(options.mapping, options.source, options.target, force=options.force))
        print(f"\n{options.target} is ready: make book DATA={options.target}")
    elif options.command == "redcap" and options.step == "dictionary":
        from analysis.exchange.redcap_dictionary import write_dictionary

        print(write_dictionary(options.file, dates=options.dates))
    elif options.command == "redcap":
        from analysis.exchange.redcap_import import import_export

        given = {"ignored": options.ignore, "missing": options.missing, "force": options.force}
        print(import_export(options.export, options.target, options.cohort, **given))
        print(f"\n{options.target} is ready: make book DATA={options.target}")
    else:
        from analysis import synthetic

        synthetic.write(options.folder)


def _built(options: argparse.Namespace) -> int:
    """Build the site, and what is made from its pages."""
    from analysis.book.build import OUTPUT, build

    output = options.output or OUTPUT
    if (failed := build(options.data, output)) or options.command == "book":
        return failed
    if options.command == "archive":
        from analysis.book.archive import archive

        print(f"The site as one file: {archive(output / 'html', output / 'site.zip')}")
        return 0
    # Not before: the build reads every page again when it finds more of the book's own code loaded than last time.
    from analysis.book.manuscript.make import make

    return make(options.command, output)


def _faults(options: argparse.Namespace) -> Sequence[object]:
    """What the chapters, or a commit, must not hold."""
    if options.command == "lint":
        from analysis.book.lint import lint

        return lint(options.paths)
    from analysis.cohort.guard import staged

    return staged(Path.cwd())


def _asked(cohort: Cohort) -> None:
    """What a build asks of a sound dataset: whether its small counts can be hidden, where it says that they must be."""
    if cohort.settings.disclosure:
        from analysis.findings import disclosure

        disclosure.hidden([cohort])


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def main() -> int:
    """Run the command line; a fault of the user's files is a message, not a traceback."""
    # What is told to end, as by a closed terminal, clears up as what is interrupted does.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is signal.SIG_DFL:
            signal.signal(ending, _leave)
    try:
        return run(parser().parse_args())
    except KeyboardInterrupt:
        print("\nInterrupted: the command did not finish.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        from analysis.cohort import DatasetError  # only now: it takes pandas along, and the lint is to be quick

        if not isinstance(error, DatasetError | OSError):
            raise
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
