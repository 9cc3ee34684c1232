"""When to come back: rules of time, pure; what a schedule asks of its crawls."""
