"""``make edit``: the chapters as notebooks in JupyterLab, with the values in their sentences."""
