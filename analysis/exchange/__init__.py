"""How a dataset gets in: an empty form to fill, in other programs' formats, and the way back from it."""
