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


def test_one_reason_is_a_sentence() -> None:
    assert absent.told(["agreement of gradings: not recorded"]) == "Agreement of gradings: not recorded."
    assert absent.told(["nobody was infected"]) == "Nobody was infected."


def test_a_reason_that_several_share_is_said_once() -> None:
    reasons = ["onset: not recorded", "median: not reached", "duration: not recorded", "onset: not recorded"]
    assert absent.told(reasons) == "Not recorded: onset; duration. Median: not reached."


def test_only_paragraphs_that_follow_each_other_are_joined() -> None:
    first, second, third = map(absent.paragraph, ("a: not recorded", "b: not recorded", "c: not recorded"))
    text, fourth = nodes.paragraph("", "Some text."), absent.paragraph("d: not recorded")
    assert joined(first, second, third, text, fourth) == ["Not recorded: a; b; c.", "Some text.", "D: not recorded."]
