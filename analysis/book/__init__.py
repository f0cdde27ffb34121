"""The book: the Sphinx extension that prints records, the build, and the reference notebooks."""
