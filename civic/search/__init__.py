"""Finding what is public, in Chinese as in English: one index of everything that can be read, and whoever asks it.

`folding` evens text and question out alike and cuts them, `asking` reads a question, `ranking` orders what may answer
it, `excerpts` shows where: all four pure. `models` is the index, `indexing` writes it, `frequencies` counts,
`finding` asks. An app brings its things by a module `search` with a `Kind`; the ground knows none of them.

May import serving, clockwork and the floors below. Words it owns: document (what is kept of one thing), kind (of
things), term (what is looked for: a word, a pair of neighbouring Chinese characters, one character, a year), sight (who
may find it).
"""
