"""What goes wrong with a request, as the caller is told."""


class RequestError(Exception):
    """A failure with the HTTP status that it is answered with."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def bad_request(message: str) -> RequestError:
    return RequestError(400, message)
