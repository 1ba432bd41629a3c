"""What people see of proposals and type about them: the public pages and the proposer's.

May import what the modules directly in `proposals` may, and those. A view fetches through `visible_to`, binds the
form, calls the verb, redirects or renders; `detail`, `card`, `listing` gather what a page says in a bounded number of
queries.
"""
