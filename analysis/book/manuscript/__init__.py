"""The manuscript as a journal takes it: Word and PDF files, made from the pages of the finished book."""
