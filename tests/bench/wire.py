"""HTTP over one connection that stays open: so little of a client that the bot is timed, and not the driver."""

from __future__ import annotations

import asyncio
import re

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Wire:
    """Posts, one after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Wire:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def post(self, path: str, body: bytes, headers: str) -> tuple[int, bytes]:
        """Status and body of the answer. ``headers`` are whole lines, each with its end."""
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(answer)
        return int(answer[9:12]), await self._reader.readexactly(int(length[1]) if length else 0)

    def close(self) -> None:
        self._writer.close()


class Wires:
    """Several of them to one bot, as a platform keeps them open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: list[Wire] = []

    async def reach(self) -> bool:
        """Whether anybody listens."""
        try:
            self._free.append(await Wire.open(self._port))
        except OSError:
            return False
        return True

    async def post(self, path: str, body: bytes, headers: str) -> tuple[int, bytes]:
        wire = self._free.pop() if self._free else await Wire.open(self._port)
        answer = await wire.post(path, body, headers)
        self._free.append(wire)
        return answer

    def close(self) -> None:
        for wire in self._free:
            wire.close()
