"""The analysis behind the manuscript: from a dataset folder to the records that the chapters print."""
