"""`pincite`: the command a person types, and `pincite serve`."""

import click

from index.commands import index
from index.library_commands import add, documents, remove
from index.settings import Settings
from index.terminal import with_settings
from qa.commands import ask, chat, evaluate
from qa.quotes.commands import check


@click.group()
@click.version_option(package_name="pincite")
def main() -> None:
    """Ask an article a question; get the exact sentences that answer it, or an honest no.

    Settings come from flags, then from PINCITE_* in the environment, then from the defaults.
    """


@main.command()
@with_settings(
    "seeds", "index", "store", "store_key_file", "model", "unfitted", "keep", "fetch", "host", "port", "queue", "rate",
    "log_questions", "feedback", "mcp", "token_file", "read_token_file", "hosts", "proxy",
)  # fmt: skip  # a token itself would be seen in the list of processes
def serve(settings: Settings) -> None:
    """Serve the chat page and the JSON API until told to stop."""
    from web.serve import serve as run

    run(settings)


@main.command()
@with_settings("index", "model", "unfitted")
def mcp(settings: Settings) -> None:
    """Serve an agent over standard input and output (Model Context Protocol): ask, check quotes, read.

    An agent starts it by itself, from a configuration such as

    \b
    {"mcpServers": {"pincite": {"command": "pincite", "args": ["mcp", "--index", "/srv/pincite/built"]}}}
    """
    from web.logs import configure_logs
    from web.mcp import run_stdio

    configure_logs()
    run_stdio(settings)


main.add_command(add)
main.add_command(ask)
main.add_command(chat)
main.add_command(check)
main.add_command(documents)
main.add_command(evaluate)
main.add_command(index)
main.add_command(remove)
main.add_command(serve)
