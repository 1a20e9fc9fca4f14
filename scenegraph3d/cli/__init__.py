"""The command `sg3d`: one file a verb."""


def main() -> None:
    """Run the command line."""
    raise SystemExit("no verbs yet")
