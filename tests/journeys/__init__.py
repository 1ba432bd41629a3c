"""People's ways through the program, walked in a real browser against a real server."""
