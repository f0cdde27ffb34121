"""What the pages load."""

import re

from bs4 import BeautifulSoup


def loaded(page: str) -> list[str]:
    soup = BeautifulSoup(page, "html.parser")
    found = [tag["src"] for tag in soup.select("script[src]")]
    found += [tag["href"] for tag in soup.select("link[rel=stylesheet]")]
    return [re.sub(r"[?#].*", "", str(address)).rsplit("/", 1)[-1] for address in found]


def test_nothing_is_loaded_twice(site) -> None:
    for name, page in site.pages.items():
        files = loaded(page)
        assert len(files) == len(set(files)), name


def test_the_scripts_of_the_book_wait_for_the_page(site) -> None:
    for page in site.pages.values():
        ours = BeautifulSoup(page, "html.parser").select(
            "script[src*='provenance.js'], script[src*='tables.js'], script[src*='figures.js']"
        )
        assert len(ours) == 3
        assert all(script.has_attr("defer") for script in ours)


def test_a_page_loads_nothing_for_what_it_does_not_show(site) -> None:
    for name, page in site.pages.items():
        unused = [file for file in loaded(page) if re.search(r"fontawesome|thebe|design|toggle", file)]
        assert unused == [], name


def test_code_can_be_copied_where_there_is_code(site) -> None:
    assert "copybutton.js" in loaded(site.pages["crs"])
    assert "copybutton.js" not in loaded(site.pages["references"])


def test_nothing_comes_from_a_network(site) -> None:
    for name, page in site.pages.items():
        soup = BeautifulSoup(page, "html.parser")
        addresses = [tag.get("src") or tag.get("href") for tag in soup.select("script, link, img, iframe")]
        assert not [address for address in addresses if address and re.match(r"(?:https?:)?//", str(address))], name
