"""The page on which anybody counts a participatory budget in their own browser.

Stands above `proposals.budgets`, whose words it hands to the page, and counts nothing itself: that is done by the
JavaScript of `proposals/static/proposals/count*.js`, in a worker of the visitor's browser. It reads no table
and writes none.
"""
