"""One reader per corpus of the development data, and the list of them."""
