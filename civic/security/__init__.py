"""The security log: who did what to whose account, or tried to, whence, and whether they were let.

Apart from the record, whose events are the city's: here the rows are about people, are read by administrators only, and
go after a while. Things and people stand in it as keys of the record (`person:17`), never by name or address; whence
somebody came is known to the size of a network. May import record and the floors below. Words it owns: event, whence.
"""
