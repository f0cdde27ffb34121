"""What a dataset does not record, told once."""

from docutils import nodes
from docutils.utils import new_document

from analysis.book import absent


def joined(*parts: nodes.Node) -> list[str]:
    document = new_document("page")
    section = nodes.section()
    section += list(parts)
    document += section
    absent.join(None, document)  # type: ignore[arg-type]
    return [part.astext() for part in section.children]


def test_the_reason_is_a_sentence() -> None:
    assert absent.sentence("agreement of gradings: not recorded").astext() == "Agreement of gradings: not recorded."


def test_sentences_that_follow_each_other_are_one_paragraph() -> None:
    first, second = absent.sentence("a: not recorded"), absent.sentence("b: not recorded")
    text, third = nodes.paragraph("", "Some text."), absent.sentence("c: not recorded")
    told = joined(first, second, text, third)
    assert told == ["A: not recorded. B: not recorded.", "Some text.", "C: not recorded."]


def test_what_is_said_once_is_not_said_again() -> None:
    assert joined(absent.sentence("a: not recorded"), absent.sentence("a: not recorded")) == ["A: not recorded."]
