"""usage: text.py TYPE KEY FILE REPEATS: converts a log file to datagrams as a Python program would, with csv.DictReader
and json.dumps, and prints the fewest CPU seconds of a pass and a digest of the datagrams."""
import csv, datetime, hashlib, json, re, sys, time

COLUMNS = {
    "vpcflow": "version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action log_status",
    "alb": "type time elb client_port target_port request_processing_time target_processing_time response_processing_time elb_status_code target_status_code received_bytes sent_bytes request user_agent ssl_cipher ssl_protocol target_group_arn trace_id domain_name chosen_cert_arn matched_rule_priority request_creation_time action_executed redirect_url error_reason target_port_list target_status_code_list classification classification_reason",
    "clb": "time elb client_port backend_port request_processing_time backend_processing_time response_processing_time elb_status_code backend_status_code received_bytes sent_bytes request user_agent ssl_cipher ssl_protocol",
    "nlb": "type version time elb listener client_port destination_port connection_time tls_handshake_time received_bytes sent_bytes incoming_tls_alert chosen_cert_arn chosen_cert_serial tls_cipher tls_protocol_version tls_named_group domain_name alpn_fe_protocol alpn_client_preference_list",
    "server_access": "bucket_owner bucket time remote_ip requester request_id operation key request_uri http_status error_code bytes_sent object_sent total_time turn_around_time referer user_agent version_id host_id signature_version cipher_suite authentication_type host_header tls_version",
    "cisco_umbrella": "timestamp most_granular_identity identities internal_ip external_ip action query_type response_code domain categories most_granular_identity_type identity_types blocked_categories",
}
SOURCES = {"vpcflow": "vpc", "server_access": "s3_server_access"}
PORTS = {"alb": {"client_port": "client_ip", "target_port": "target_ip", "target_port_list": "target_ip_list"},
         "nlb": {"client_port": "client_ip", "destination_port": "destination_ip"}}
WORD = re.compile(r'\[([^\]]*)\]|"([^"]*)"|(\S+)')

def rows(kind, text):
    columns = COLUMNS[kind].split()
    if kind == "server_access":
        for line in text:
            yield dict(zip(columns, (a or b or c for a, b, c in WORD.findall(line))))
    else:
        yield from csv.DictReader(text, fieldnames=columns, delimiter="," if kind == "cisco_umbrella" else " ")

def iso(seconds):
    return datetime.datetime.utcfromtimestamp(int(seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

def convert(kind, key, path, log_info):
    with open(path) as text:
        for row in rows(kind, text):
            event = {"log_info": log_info, **{name: value for name, value in row.items() if value is not None}}
            event["source"] = SOURCES.get(kind, kind)
            if kind == "vpcflow":
                event["start"], event["end"] = iso(event["start"]), iso(event["end"])
                event["aws_account_id"] = "123456789012"
            for port, address in PORTS.get(kind, {}).items():
                event[address], event[port] = event[port].rsplit(":", 1)
            yield ("1:Wazuh-AWS:" + json.dumps({"integration": "aws", "aws": event})).encode()

kind, key, path, repeats = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
log_info = {"aws_account_alias": "", "log_file": key, "s3bucket": "log-bucket"}
best = float("inf")
for _ in range(repeats):
    start = time.process_time()
    datagrams = list(convert(kind, key, path, log_info))
    best = min(best, time.process_time() - start)
print(best, hashlib.sha256(b"".join(datagrams)).hexdigest())
