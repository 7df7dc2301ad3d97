"""A service for orders: it acknowledges an order after its work, or, with the argument careless, before it.

It polls with the REST API and needs no package. google-cloud-pubsub works the same way, and opens a stream.
"""
import json
import os
import sys
import time
import urllib.request

BASE = f"http://{os.environ['PUBSUB_EMULATOR_HOST']}/v1/projects/{os.environ['PUBSUB_PROJECT_ID']}"
CARELESS = sys.argv[1:] == ["careless"]


def call(path, body):
    request = urllib.request.Request(f"{BASE}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


orders = f"subscriptions/{os.environ['PUBSUB_SUBSCRIPTION']}"
results = f"topics/{os.environ['PUBSUB_TOPIC_DONE']}"
while True:
    batch = call(f"{orders}:pull", {"maxMessages": 10}).get("receivedMessages", [])
    if CARELESS and batch:
        call(f"{orders}:acknowledge", {"ackIds": [received["ackId"] for received in batch]})
    for received in batch:
        time.sleep(0.2)
        call(f"{results}:publish", {"messages": [{"data": received["message"]["data"]}]})
        if not CARELESS:
            call(f"{orders}:acknowledge", {"ackIds": [received["ackId"]]})
