"""The command line: ``python -m analysis COMMAND``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    top = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    book = commands.add_parser("book", help="build the site")
    book.add_argument("data", type=Path, help="a dataset folder, or a folder of them")
    book.add_argument("--output", type=Path, help="where to build, instead of _build")
    importing = commands.add_parser("import", help="turn a centre's own tables into a dataset")
    importing.add_argument("mapping", type=Path, help="a TOML file that says which column goes where")
    importing.add_argument("source", type=Path, help="the folder of the centre's tables")
    importing.add_argument("target", type=Path, help="the dataset folder to make; it must not exist")
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
    if options.command == "book":
        from analysis.book.build import build

        return build(options.data, options.output)
    if options.command == "diff":
        from analysis.book.diff import run as compare

        return compare(options.old, options.new, options.data, markdown=options.markdown)
    if options.command == "lint":
        from analysis.book.lint import lint

        faults = lint(options.paths)
        print("".join(f"{fault}\n" for fault in faults), end="")
        return 1 if faults else 0
    if options.command == "guard":
        from analysis.cohort.guard import staged

        found = staged(Path.cwd())
        print("".join(f"{fault}\n" for fault in found), end="")
        return 1 if found else 0
    if options.command == "import":
        from analysis.cohort.importing import import_dataset

        print(import_dataset(options.mapping, options.source, options.target))
        print(f"\n{options.target} is ready: make book DATA={options.target}")
    elif options.command == "notebooks":
        from analysis.book.notebooks import refresh

        refresh()
    else:
        from analysis import synthetic

        synthetic.write(options.folder)
    return 0


def main() -> int:
    """Run the command line; a fault of the user's files is a message, not a traceback."""
    try:
        return run(parser().parse_args())
    except Exception as error:
        from analysis.cohort import DatasetError  # only now: it takes pandas along, and the lint is to be quick

        if not isinstance(error, DatasetError | OSError):
            raise
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
