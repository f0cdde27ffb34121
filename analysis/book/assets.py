"""Which scripts and style sheets the pages load, in an order that is the same on every machine."""

from __future__ import annotations

from typing import Any

from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx
from sphinx.config import Config

# What extensions of Jupyter Book add to every page, and what a page must hold to need it: live code is never there.
NEEDED_FOR = {
    "sphinx-design": ("sd-",),
    "design-tabs": ("sd-tab",),
    "toggle": ("dropdown", '"toggle', " toggle"),
    "copybutton": ("highlight",),
    "clipboard": ("highlight",),
    "thebe": (),
}


def once(_app: Sphinx, config: Config) -> None:
    """Load each file of ours once, as ``_config.yml`` says; Jupyter Book adds all again, in the order of the disk."""
    config.html_js_files = [file for file in config.html_js_files if not isinstance(file, str)]
    config.html_css_files = list(dict.fromkeys(config.html_css_files))


def leave_out_thebe(app: Sphinx, *_: object) -> None:
    """Keep out the scripts of live code, which Jupyter Book always adds, twice, with an address of a network."""
    hooked = app.events.listeners.get("env-before-read-docs", [])
    hooked[:] = [listener for listener in hooked if listener.handler.__name__ != "init_thebe_core"]


def write_styles_first(app: Sphinx, *_: object) -> None:
    """Write myst-nb's style sheet before the pages, which name its checksum where it is there.

    Left to myst-nb it is written last, and a page of the first build would differ from the same page written again.
    """
    (app.outdir / "_static").mkdir(parents=True, exist_ok=True)
    add_global_html_resources(app, None)


def leave_out(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Take from a page the scripts and style sheets of what it does not show."""
    body = context.get("body", "")
    unused = [name for name, signs in NEEDED_FOR.items() if not any(sign in body for sign in signs)]
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if not any(name in _told(file) for name in unused)]


def _told(file: Any) -> str:
    """Name and text of a script or style sheet."""
    return f"{getattr(file, 'filename', file)} {getattr(file, 'attributes', {}).get('body', '')}"
