"""Nothing of a budget is kept in the database yet: the recount reads a visitor's own file."""
