"""The city itself: districts, themes, places of the country, working days and closures."""
