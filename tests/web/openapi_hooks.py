"""What schemathesis leaves out of the requests it makes."""

from typing import Any

import schemathesis

LISTS = {"documents"}  # the parameters of a query that are lists
KEPT = "ukraine-security-guarantees"


@schemathesis.hook
def filter_query(context: schemathesis.HookContext, query: dict[str, Any] | None) -> bool:
    """No list of one thing for what is no list: it is sent as that thing, which may be good.

    schemathesis 4.32 knows that where nothing else was made wrong, but not beside a number for a list of texts, which
    is sent as a text too.
    """
    given = (query or {}).items()
    return not any(name not in LISTS and isinstance(value, list) and len(value) == 1 for name, value in given)


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """The article that was there from the beginning is not removed: of an empty library most requests are answered 503,
    as they should be, which schemathesis takes for a fault.
    """
    if case.method == "DELETE" and case.path_parameters.get("document_id") == KEPT:
        case.path_parameters["document_id"] = f"no-{KEPT}"
