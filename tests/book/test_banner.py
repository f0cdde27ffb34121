"""What the banner says of the datasets behind a page."""

from analysis.book.banner import wording


def test_real_data_are_named() -> None:
    assert wording([], ["Our centre"]) == ("Data.", "Our centre.")


def test_synthetic_patients_do_not_exist() -> None:
    label, text = wording(["First cohort", "Second cohort"], [])
    assert label == "Synthetic data."
    assert text.startswith("The patients of the First cohort and Second cohort do not exist")


def test_a_mixture_says_which_is_which() -> None:
    _, text = wording(["First cohort"], ["Our centre"])
    assert "of the First cohort do not exist" in text
    assert text.endswith("Those of Our centre are real.")


def test_private_pages_say_so() -> None:
    label, text = wording([], ["Our centre"], private=True)
    assert label == "Private data."
    assert text == "Our centre. These pages are for those who may see the data, and not for publication."
    label, text = wording(["First cohort"], ["Our centre"], private=True)
    assert label == "Synthetic data."
    assert text.endswith("and not for publication.")
