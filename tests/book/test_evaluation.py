"""What the build makes of the answer of a kernel, whoever gave it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from analysis.book import evaluation
from analysis.report import printed


@pytest.fixture
def document(tmp_path: Path) -> Any:
    """A page that quotes one name and one calculation."""
    page = tmp_path / "page.md"
    page.write_text("It was {eval}`found.name` and {eval}`found.name + 'x'`.\n", encoding="utf-8")
    settings = SimpleNamespace(env=SimpleNamespace(temp_data={}))

    class Document(dict[str, Any]):
        pass

    made = Document(source=str(page))
    made.settings = settings  # type: ignore[attr-defined]
    return made


def answered(monkeypatch: pytest.MonkeyPatch, data: dict[str, Any]) -> None:
    monkeypatch.setattr(evaluation, "retrieve_eval_data", lambda *_: [SimpleNamespace(data=data)])


@pytest.mark.parametrize("text", ["48 of 54", "higher", "half of them", "most", "there were no deaths", "P < 0.01"])
@pytest.mark.parametrize("by_hand", [False, True])
def test_words_and_numbers_that_no_finding_stands_for_are_refused(
    document: Any, monkeypatch: pytest.MonkeyPatch, text: str, by_hand: bool
) -> None:
    plain = {"text/plain": repr(text)}
    answered(monkeypatch, printed.Text(text)._repr_mimebundle_() if by_hand else plain)
    with pytest.raises(evaluation.RefusedError):
        evaluation.evaluate_text(document, "found.name")


@pytest.mark.parametrize("text", ["the centre of the study", "IL-6", "Lee 2014"])
def test_names_pass_as_text(document: Any, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    answered(monkeypatch, printed.Text(text)._repr_mimebundle_())
    assert evaluation.evaluate_text(document, "found.name")["text"] == text


def test_a_name_that_no_cell_makes_is_answered_with_those_that_are_made(
    document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Path(document["source"])
    cell = "```{code-cell} ipython3\nfounds, other = ask(study), ask(study)\n```\n"
    page.write_text(cell + page.read_text(encoding="utf-8"), encoding="utf-8")

    def fails(*_: object) -> None:
        raise evaluation.RetrievalError("\x1b[31mNameError\x1b[39m: name 'found' is not defined")

    monkeypatch.setattr(evaluation, "retrieve_eval_data", fails)
    with pytest.raises(evaluation.RefusedError) as refused:
        evaluation.evaluate_text(document, "found.name")
    assert "no cell makes 'found'; did you mean founds? there are founds, other" in str(refused.value)


def test_a_calculation_is_refused_before_the_kernel_is_asked(document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, {"text/plain": "'x'"})
    with pytest.raises(evaluation.RefusedError, match="arithmetic may not stand"):
        evaluation.evaluate_text(document, "found.name + 'x'")
