"""The clinical questions. A chapter asks them of one or more modules, in the order in which it tells the answers."""
