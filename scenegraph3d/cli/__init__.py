"""The command `sg3d`: one file a verb; every error is one line on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

EXIT_USER_ERROR, EXIT_UNSURE, EXIT_INTERRUPTED = 1, 3, 130
_LONGEST_MESSAGE = 600  # characters


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    Args:
        arguments: what stands after `sg3d`; by default what the process was started with.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without a letter shows "?"
    try:
        code = _run(given or ["--help"])
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing left to flush
        code = EXIT_USER_ERROR
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    if code == EXIT_INTERRUPTED:
        print("interrupted", file=sys.stderr)
    raise SystemExit(code)


def _open_closed_streams() -> None:
    """A process started with a closed stdout or stderr (`>&-`) still has one to print to."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115


def _run(arguments: list[str]) -> int:
    """Run one verb; its exit code."""
    import typer

    from .app import app

    command = typer.main.get_command(app)
    try:
        code = command.main(arguments, prog_name="sg3d", standalone_mode=False)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except typer.Abort:
        return EXIT_INTERRUPTED
    except Exception as error:
        if os.environ.get("SG3D_DEBUG"):
            raise
        print(f"error: {_message(error)}", file=sys.stderr)
        return EXIT_USER_ERROR
    return code if isinstance(code, int) else 0


def _message(error: Exception) -> str:
    """One line that says what is wrong."""
    usage = getattr(error, "format_message", None)  # the option parser's own errors
    if usage is not None:
        text = f"{usage()} (see: {_help_command(error)})"
    elif isinstance(error, OSError) and error.strerror:
        text = f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    elif isinstance(error, ValueError | TypeError | OSError | ImportError):
        text = str(error)
    else:
        text = f"unexpected {type(error).__name__}: {error} (a bug; SG3D_DEBUG=1 shows where)"
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 3] + "..."


def _help_command(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.command_path if context is not None else 'sg3d'} --help"
