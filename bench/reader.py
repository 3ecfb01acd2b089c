"""The manager's side of the queue: counts datagrams until one says END, then prints their number.

Usage: reader.py SOCKET
"""
import os, socket, sys

if os.path.exists(sys.argv[1]):
    os.unlink(sys.argv[1])

queue = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
queue.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
queue.bind(sys.argv[1])
print("ready", flush=True)
room = memoryview(bytearray(1 << 20))
count = 0
while True:
    size = queue.recv_into(room)
    if size == 3 and room[:3] == b"END":
        break
    count += 1
print(count, flush=True)
