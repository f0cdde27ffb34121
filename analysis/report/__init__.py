"""How a record looks: numbers, words, tables and figures."""
