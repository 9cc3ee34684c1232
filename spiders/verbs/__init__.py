"""The verbs that go out and read, a file each."""
