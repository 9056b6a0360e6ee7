"""A request's headers have a limit: with httptools, uvicorn keeps as many as are sent, and 100 MB
of them on two connections took half a gigabyte of memory.
"""

from quiz.web.wire import GatheringProtocol

LARGEST_HEAD = 65_536
"""Bytes of a request's headers; as much as one read brings may come on top."""


class Connection(GatheringProtocol):
    """A connection that is closed with 400 when headers do not end."""

    _in_head = False
    _head = 0

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head, self._head = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its headers are whole."""
        self._in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Something came."""
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > LARGEST_HEAD and not self.transport.is_closing():
                self.send_400_response("Request headers are too large.")
