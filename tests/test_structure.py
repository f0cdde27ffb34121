"""How the project is put together."""

import re
import subprocess
import sys

import yaml
from support import PROJECT


def test_chapters_run_inline_because_no_other_mode_gives_numbers_in_sentences() -> None:
    configuration = yaml.safe_load((PROJECT / "_config.yml").read_text(encoding="utf-8"))
    assert configuration["execute"]["execute_notebooks"] == "inline"


def test_dependencies_are_pinned_hashed_and_name_no_index() -> None:
    lock = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=\S)", lock.strip())
    assert len(requirements) > 100
    for requirement in requirements:
        assert re.match(r"[\w.-]+==\S+", requirement), requirement[:80]
        assert "--hash=sha256:" in requirement, requirement[:80]
    assert "://" not in lock


def test_statistics_are_quick_to_import() -> None:
    heavy = ("statsmodels", "lifelines", "firthmodels", "sklearn", "matplotlib")
    program = f"import sys; from analysis import stats, cohort; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
