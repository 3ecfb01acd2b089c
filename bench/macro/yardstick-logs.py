"""The yardstick for `--service cloudwatchlogs`: what a plain sequential Python collector costs on the same work.

Lists streams, reads them page by page until the token stays the same, sends and remembers one after another with boto3,
a socket for each message, one commit at the end. It exists to be measured against, not to be used.

Usage: yardstick-logs.py GROUP START_MS
"""
import os, socket, sqlite3, sys
import boto3

group, start = sys.argv[1], int(sys.argv[2])
path = f"{os.environ['WAZUH_HOME']}/queue/sockets/queue"
logs = boto3.client("logs")
state = sqlite3.connect(f"{os.environ['WAZUH_HOME']}/wodles/aws/yardstick.db")
state.execute("CREATE TABLE IF NOT EXISTS streams (name TEXT PRIMARY KEY, token TEXT, latest INTEGER)")


def send(message):
    queue = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    queue.connect(path)
    queue.send(f"1:Wazuh-AWS:{message}".encode())
    queue.close()


def read(stream):
    known = state.execute("SELECT latest FROM streams WHERE name = ?", (stream,)).fetchone()
    query = {"logGroupName": group, "logStreamName": stream, "startFromHead": True}
    query["startTime"] = known[0] + 1 if known and known[0] else start
    token, latest = None, known[0] if known else None
    while True:
        page = logs.get_log_events(**query, **({"nextToken": token} if token else {}))
        for event in page["events"]:
            send(event["message"])
            latest = event["timestamp"]
        if page["nextForwardToken"] == token:
            break
        token = page["nextForwardToken"]
    state.execute("INSERT OR REPLACE INTO streams VALUES (?, ?, ?)", (stream, token, latest))


for page in logs.get_paginator("describe_log_streams").paginate(logGroupName=group):
    for stream in page["logStreams"]:
        read(stream["logStreamName"])
state.commit()
