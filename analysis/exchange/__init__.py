"""How a centre's data come in and go out: forms to fill, and other programs' formats."""
