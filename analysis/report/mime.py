"""The types under which records hand themselves to a page.

They stand apart from the records because a build asks for them and has no need of what draws and computes.
"""

from typing import Final

TEXT: Final = "application/x.finding+json"
FIGURE: Final = "application/x.figure+json"
TABLE: Final = "application/x.table+json"
