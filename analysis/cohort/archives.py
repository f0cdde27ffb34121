"""Workbooks that are the same bytes whenever and wherever they are written."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

# Entries of an archive carry a time; this is the earliest that there is.
EPOCH = (1980, 1, 1, 0, 0, 0)


def timeless(archive: bytes) -> bytes:
    """The same archive without the times at which it was written, and without the packing that differs by machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                moment = datetime.datetime(*EPOCH).isoformat().encode() + b"Z"
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", moment, content)
            new.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return buffer.getvalue()
