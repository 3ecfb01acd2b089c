"""The manager's side of the queue: takes datagrams until one says END, then prints one line of JSON: their number and
bytes, the sum of their checksums, and the reader's own CPU time.

Usage: reader.py SOCKET
"""
import json, os, socket, sys, time, zlib

if os.path.exists(sys.argv[1]):
    os.unlink(sys.argv[1])

queue = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
queue.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
queue.bind(sys.argv[1])
print("ready", flush=True)
room = memoryview(bytearray(1 << 20))
count = total = checksum = 0
while True:
    size = queue.recv_into(room)
    if size == 3 and room[:3] == b"END":
        break
    count += 1
    total += size
    checksum += zlib.crc32(room[:size])
print(json.dumps({"events": count, "bytes": total, "checksum": checksum, "readerCpu": time.process_time()}), flush=True)
