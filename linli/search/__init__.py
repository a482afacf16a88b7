"""Finding things by their words, alike on SQLite and PostgreSQL.

A room that has something to find keeps a table of it (`models.Searchable`, with a key to the thing), indexed by
`operations.TermsIndex` in its migration. Its services write the row in the transaction that writes the thing, with
`linli.text.terms.names_of(title) | words_of(body)`; its selector filters by `terms__meet=condition_of(what was typed)`
and then by who may see it. `linli.text.marking` marks what was found.
"""
