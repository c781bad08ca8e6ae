"""What the client says is told to the person at the keyboard."""

import socket

import pytest
from httpx import Headers
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from index.errors import GenerationGone, StoreUnavailable
from index.storage.qdrant.address import Address, connect
from index.storage.qdrant.collection import Collection, reaching


def answered(status: int) -> UnexpectedResponse:
    return UnexpectedResponse(status, "", b"{}", Headers())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ResponseHandlingException(TimeoutError("timed out")), "cannot be reached (timed out); is Qdrant running"),
        (ResponseHandlingException(TimeoutError()), "cannot be reached (TimeoutError)"),
        (ResourceExhaustedResponse("slow down", 3), "too much to do"),
        (answered(429), "answers with 429"),
        (answered(401), "refuses the key (401); set PINCITE_STORE_KEY"),
        (answered(403), "refuses the key (403)"),
        (answered(500), "answers with 500"),
        (answered(503), "answers with 503"),
        (answered(404), "has no collection some-name any more"),
    ],
)
def test_every_way_to_fail_is_one_line(error: Exception, said: str) -> None:
    with pytest.raises(StoreUnavailable) as caught, reaching("some-name"):
        raise error
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, GenerationGone) == ("no collection" in said)


@pytest.mark.parametrize("error", [answered(400), ValueError("a bug"), KeyError("a bug")])
def test_a_bug_is_not_hidden(error: Exception) -> None:
    with pytest.raises(type(error)), reaching("some-name"):
        raise error


def test_a_server_that_is_not_there_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    client = connect(Address(f"http://127.0.0.1:{port}"))
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        Collection(client, "some-name").retrieve([1], ["quote"])
    client.close()
