"""Takes tasks from Pub/Sub as Kombu's transport does: a unary Pull for several, an Acknowledge for each after its work.

pulling.py SECONDS     works at each for so long; prints "took ID" and "done ID"
"""
import base64
import json
import sys
import time

from kombu_envelope import QUEUE, call, subscription_of

SECONDS = float(sys.argv[1])
PATH = f"subscriptions/{subscription_of(QUEUE)}"

while True:
    batch = [
        (received["ackId"], json.loads(base64.b64decode(received["message"]["data"]))["headers"]["id"])
        for received in call("POST", f"{PATH}:pull", {"maxMessages": 8}).get("receivedMessages", [])
    ]
    for _, task_id in batch:
        print("took", task_id, flush=True)
    for ack_id, task_id in batch:
        time.sleep(SECONDS)
        call("POST", f"{PATH}:acknowledge", {"ackIds": [ack_id]})
        print("done", task_id, flush=True)
