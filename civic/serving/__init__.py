"""From a connection to a page and back: what stands between the server and Django, for every form of participation.

`bridge` runs Django's pages in a few threads, `shelf` shares what is the same for every stranger, `turnstile` makes
one transaction of many callers, `doors` are plugged in by apps to answer past Django, `slips` are permissions tied to
a session, `spool` takes bodies whole. Imports nothing of ours but the pure modules. Where ASGI is spoken, `scope`,
`receive` and `send` are ASGI's. Words it owns: bridge, shelf, turnstile, door, slip, spool.
"""
