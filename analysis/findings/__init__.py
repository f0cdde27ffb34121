"""The clinical questions, one module a chapter, in the order in which the chapter asks them."""
