"""`python -m tests.faults.half_sent PORT COUNT`: so many connections, each sends what is written to
standard input and no more. Prints what each got back, base64, and after how many seconds, as JSON.
A process of its own, so that those who tap are held up by the server and not by this.
"""

import asyncio
import base64
import json
import sys
import time


async def send_half(port: int, wire: bytes) -> tuple[bytes, float]:
    """What came back until the server closed, and after how long."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(wire)
    try:
        reply = await reader.read()
    finally:
        writer.transport.abort()
    return reply, time.monotonic() - began


async def main(port: int, count: int, wire: bytes) -> None:
    """All at once."""
    ends = await asyncio.gather(*(send_half(port, wire) for _ in range(count)))
    print(json.dumps([(base64.b64encode(reply).decode(), after) for reply, after in ends]))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.stdin.buffer.read()))
