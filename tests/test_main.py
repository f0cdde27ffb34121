"""The command line takes what its help says."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.__main__ import parser


@pytest.mark.parametrize(
    ("arguments", "mapping", "source"),
    [(["dataset.xlsx", "new"], None, "dataset.xlsx"), (["map.toml", "tables", "new"], "map.toml", "tables")],
)
def test_import_takes_a_workbook_alone_or_a_mapping_with_its_tables(
    arguments: list[str], mapping: str | None, source: str
) -> None:
    options = parser().parse_args(["import", *arguments])
    assert options.mapping == (None if mapping is None else Path(mapping))
    assert (options.source, options.target) == (Path(source), Path("new"))
