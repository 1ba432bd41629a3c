"""The other side of the table: agencies, officials, and who may speak for whom."""
