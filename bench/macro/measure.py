"""Runs a command and prints one line of JSON on stderr: wall and CPU seconds, peak memory in MB.

Usage: measure.py CMD…
"""
import json, os, resource, subprocess, sys, time

start = time.monotonic()
child = subprocess.Popen(sys.argv[1:])
_, status, used = os.wait4(child.pid, 0)
figures = {
    "wall": time.monotonic() - start,
    "cpu": used.ru_utime + used.ru_stime,
    "megabytes": used.ru_maxrss / 1024,
    "exit": os.waitstatus_to_exitcode(status),
}
print(json.dumps(figures), file=sys.stderr)
