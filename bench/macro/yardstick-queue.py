"""The yardstick for `--subscriber buckets`: what a plain sequential Python collector costs on the same work.

Receives, downloads, unpacks, parses, sends and deletes one after another with boto3, a socket for each event. It exists
to be measured against, not to be used.

Usage: yardstick-queue.py QUEUE
"""
import gzip, json, os, socket, sys
import boto3

path = f"{os.environ['WAZUH_HOME']}/queue/sockets/queue"
s3 = boto3.client("s3")
sqs = boto3.client("sqs")
url = sqs.get_queue_url(QueueName=sys.argv[1])["QueueUrl"]


def send(event):
    queue = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    queue.connect(path)
    queue.send(f"1:Wazuh-AWS:{json.dumps(event)}".encode())
    queue.close()


while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=20).get("Messages"):
    for message in messages:
        for record in json.loads(message["Body"])["Records"]:
            bucket, key = record["s3"]["bucket"]["name"], record["s3"]["object"]["key"]
            text = gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
            for event in json.loads(text)["Records"]:
                info = {"s3": {"log_file": key, "s3bucket": bucket}}
                send({"integration": "aws", "aws": {"log_info": info, **event, "source": "cloudtrail"}})
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
