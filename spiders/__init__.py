"""Goes out and reads: the spider, the adapters, the verbs that touch the net."""
