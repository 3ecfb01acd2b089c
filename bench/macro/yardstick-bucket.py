"""The yardstick for `--bucket`: what a plain sequential Python collector costs on the same work, for CloudTrail alone.

Lists, downloads, unpacks, parses, sends and remembers one after another with boto3, a socket for each event, one commit at
the end. It exists to be measured against, not to be used.

Usage: yardstick-bucket.py BUCKET START_AFTER
"""
import gzip, json, os, socket, sqlite3, sys
import boto3

bucket, start = sys.argv[1:]
path = f"{os.environ['WAZUH_HOME']}/queue/sockets/queue"
s3 = boto3.client("s3")
state = sqlite3.connect(f"{os.environ['WAZUH_HOME']}/wodles/aws/yardstick.db")
state.execute("CREATE TABLE IF NOT EXISTS done (account TEXT, region TEXT, key TEXT PRIMARY KEY)")


def folders(prefix):
    page = s3.list_objects_v2(Bucket=bucket, Prefix=prefix, Delimiter="/")
    return [folder["Prefix"].split("/")[-2] for folder in page.get("CommonPrefixes", [])]


def send(event):
    queue = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    queue.connect(path)
    queue.send(f"1:Wazuh-AWS:{json.dumps(event)}".encode())
    queue.close()


def bare(event):
    for name, value in list(event.items()):
        if isinstance(value, dict):
            bare(value)
        elif value is None:
            del event[name]
        elif isinstance(value, list) and len(value) == 1:
            event[name] = value[0]


def read(account, key):
    text = gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    info = {"aws_account_alias": "", "log_file": key, "s3bucket": bucket}
    for record in json.loads(text)["Records"]:
        bare(record)
        aws = {"log_info": info, **record, "source": "cloudtrail", "aws_account_id": account}
        send({"integration": "aws", "aws": aws})


for account in folders("AWSLogs/"):
    for region in folders(f"AWSLogs/{account}/CloudTrail/"):
        prefix = f"AWSLogs/{account}/CloudTrail/{region}/"
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, StartAfter=prefix + start):
            for entry in page.get("Contents", []):
                if state.execute("SELECT 1 FROM done WHERE key = ?", (entry["Key"],)).fetchone() is None:
                    read(account, entry["Key"])
                    state.execute("INSERT INTO done VALUES (?, ?, ?)", (account, region, entry["Key"]))
state.commit()
