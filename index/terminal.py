"""What all commands share: settings as flags, errors as one line, and exit codes.

0 done, 1 failed, 2 wrong usage, 3 no sentence was found.
"""

import json
from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

import click

from index.errors import PinciteError, QuestionError, SettingsError
from index.settings import PREFIX, Settings

FAILED, USAGE, SILENT = 1, 2, 3


class Failure(click.ClickException):
    """An error a person can mend, on one line of standard error."""

    exit_code = FAILED

    def show(self, file: Any = None) -> None:
        click.echo(f"pincite: {self.message}", err=True)


class WrongUsage(Failure):
    """A setting or a question that cannot be used counts as wrong usage, like a flag that cannot."""

    exit_code = USAGE


def with_settings(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the named settings as flags, and the whole `Settings` as its first argument."""
    known = {f.name: f for f in fields(Settings)}

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(**arguments: Any) -> Any:
            flags = {name: arguments.pop(name) for name in names}
            try:
                return command(Settings.load(flags), **arguments)
            except (SettingsError, QuestionError) as error:
                raise WrongUsage(str(error)) from None
            except PinciteError as error:
                raise Failure(str(error)) from None
            except OSError as error:
                raise Failure(f"{error.filename}: {error.strerror}." if error.filename else f"{error}.") from None

        for name in reversed(names):
            option = known[name]
            text = f"{option.metadata['help']}  [{PREFIX}{name.upper()}; default: {_shown(option.default)}]"
            if option.type is bool:
                run = click.option(f"--{name.replace('_', '-')}", name, is_flag=True, default=None, help=text)(run)
            else:
                run = click.option(f"--{name.replace('_', '-')}", name, help=text)(run)
        return run

    return decorate


def _shown(default: Any) -> str:
    return "none" if default in (None, ()) else str(default)


def echo_json(value: Any) -> None:
    """Print a value as JSON, for a program to read."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program to read.")
