"""What ``manuscript.yml`` may hold, and how its faults are told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from support import PROJECT

from analysis.book.manuscript import settings
from analysis.book.manuscript.faults import ManuscriptError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("manuscript.yml", "_config.yml"):
        shutil.copy(PROJECT / name, tmp_path / name)
    return tmp_path


def refused(project: Path, file: str, pattern: str, replacement: str) -> list[str]:
    path = project / file
    text, changed = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert changed
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ManuscriptError) as caught:
        settings.read(project)
    return list(caught.value.faults)


def test_the_settings_of_the_project_hold(project: Path) -> None:
    found = settings.read(project)
    assert [author.name for author in found.authors] == ["The CAR-T manuscript authors"]
    assert found.csl == "vancouver-nlm"


@pytest.mark.parametrize(
    ("pattern", "replacement", "told"),
    [
        (r"^corresponding:.*\n", "", "manuscript.yml: corresponding is missing; it must be text"),
        (r"^keywords:", "keyword:", "'keyword' is no setting: did you mean keywords?"),
        (r"^keywords:.*", "keywords: 7", "keywords: 7 is given, but it must be a list of texts"),
        (r"affiliations: \[\].*", "affiliations: [ward]", "author 1: 'ward' is none of the affiliations"),
        (r"- name: .*", "- nam: A", "author 1: 'nam' is no key of an author"),
        (r"^  12e:.*\n", "", "strobe: item 12e is missing"),
        (r"^  12e:", "  99z: []\n  12e:", "strobe: {"),
        (r"^  12e:", "  99z: why\n  12e:", "strobe: there is no item 99z"),
        (r"^abstract_words: .*", "abstract_words: many", "abstract_words: 'many' is given, but it must be a number of"),
        (r"^abstract_words: .*", "abstract_words: -1", "abstract_words: -1 is given, but it must be a number of words"),
        (r"^abstract: .*", "abstract: [x", "manuscript.yml is no YAML"),
    ],
)
def test_a_fault_is_told_with_its_file_and_rule(project: Path, pattern: str, replacement: str, told: str) -> None:
    assert any(told in fault for fault in refused(project, "manuscript.yml", pattern, replacement))


def test_all_faults_are_told_at_once(project: Path) -> None:
    refused(project, "manuscript.yml", r"^keywords:.*", "keywords: 7")
    assert len(refused(project, "manuscript.yml", r"^corresponding:.*\n", "")) == 2


def test_a_missing_style_is_told(project: Path) -> None:
    (fault,) = refused(project, "_config.yml", r"^    manuscript_csl:.*\n", "")
    assert fault.startswith("_config.yml, manuscript_csl: None is given")
