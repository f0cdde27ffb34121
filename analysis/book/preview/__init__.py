"""``make preview``: the book in a browser, built again on each save."""
