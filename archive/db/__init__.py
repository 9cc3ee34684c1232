"""The rows: schema, saving, questions."""
