"""What people see of budgets: the page on which anybody repeats a count in their own browser.

The page counts nothing itself: that is done by the JavaScript of `static/budgets/count*.js` in a worker of the
visitor's browser, in the words of `counting.words`. It reads no table and writes none.
"""
