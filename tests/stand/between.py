"""between - a listener between a program and Redis, for faults at an exact point of the protocol.

    with Between(stand, before=flush_before_part_2) as between:
        stand.start("tiendo-aggregator", "--redis", between.address)

Each command is handed to `before(words)` (a list of bytes) ahead of Redis, one at a time: when it
is called, everything before it has been done and answered.  `after(words, reply)` may return another
reply (RESP bytes) than Redis gave.
"""

import os
import socket
import threading


class Between:
    def __init__(self, stand, before=lambda words: None, after=lambda words, reply: reply):
        self._before = before
        self._after = after
        self._target = str(stand.redis_server.data / "redis.sock")
        self._path = str(stand.directory / "between.sock")
        self.address = f"unix:{self._path}"
        self._listener = None
        self._failure = None

    def __enter__(self):
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self._path)
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()
        os.unlink(self._path)
        if self._failure is not None:
            raise self._failure

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self._target)
            requests, replies = client.makefile("rb"), server.makefile("rb")
            while (request := _read(requests)) is not None:
                words = _words(request)
                self._before(words)
                server.sendall(request)
                reply = _read(replies)
                if reply is None:
                    return
                client.sendall(self._after(words, reply))
        except (ConnectionError, FileNotFoundError):
            pass
        except Exception as error:  # the test's own `before` failed
            self._failure = error
        finally:
            client.close()
            server.close()


def _read(stream):
    """One RESP2 value with all it holds, as bytes; None at the end."""
    line = stream.readline()
    if not line.endswith(b"\r\n"):
        return None
    if line[:1] == b"$" and line != b"$-1\r\n":
        return line + stream.read(int(line[1:]) + 2)
    if line[:1] == b"*" and line != b"*-1\r\n":
        parts = [_read(stream) for _ in range(int(line[1:]))]
        return None if None in parts else line + b"".join(parts)
    return line


def _words(request):
    words, at = [], request.index(b"\r\n") + 2
    while at < len(request):
        end = request.index(b"\r\n", at)
        length = int(request[at + 1:end])
        words.append(request[end + 2:end + 2 + length])
        at = end + 4 + length
    return words


def applied_part(words):
    """(batch, part) of a call of tiendo_apply_1, else None."""
    if words[:2] != [b"FCALL", b"tiendo_apply_1"]:
        return None
    first = 3 + int(words[2])
    return int(words[first]), int(words[first + 1])
