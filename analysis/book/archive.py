"""The built site as one file, which opens from a disk without a server."""

from __future__ import annotations

import zipfile
from pathlib import Path

from analysis.cohort.archives import EPOCH

# What a server or another build reads, and no reader.
LEFT_OUT = (".buildinfo", ".nojekyll", "_sources", "objects.inv")
MAPS = ".js.map"


def archive(html: Path, target: Path) -> Path:
    """Write the pages into a zip file, under one folder; an older file is replaced whole or not at all.

    Args:
        html: the built pages.
        target: the file; its stem names the folder within.

    Raises:
        FileNotFoundError: there are no pages.
    """
    if not (html / "index.html").is_file():
        raise FileNotFoundError(f"{html} holds no built book")
    unfinished = target.with_name(f".{target.name}-unfinished")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            for path in sorted(html.rglob("*")):
                name = path.relative_to(html)
                if path.is_file() and name.parts[0] not in LEFT_OUT and not path.name.endswith(MAPS):
                    entry = zipfile.ZipInfo(
                        f"{target.stem}/{name.as_posix()}", EPOCH
                    )  # so that the same pages give the same bytes
                    entry.external_attr = 0o644 << 16
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    file.writestr(entry, path.read_bytes())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target
