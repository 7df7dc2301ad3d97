"""A Celery task on Pub/Sub in the format of Kombu's gcpubsub transport, over REST, with nothing but the standard library.

It enqueues a task as a Python producer does, which a worker of the lab handles:

    python3 samples/kombu_envelope.py enqueue slow '{"task_id": "1123"}'

and reads back what the lab published, as a Python worker gets it:

    python3 samples/kombu_envelope.py read

PUBSUB_EMULATOR_HOST says where the emulator is, PROJECT_ID and QUEUE are the lab's PROJECT_ID and SUBSCRIPTION_NAME.
"""
import argparse
import base64
import json
import os
import socket
import string
import sys
import time
import urllib.error
import urllib.request
import uuid

HOST = os.environ.get("PUBSUB_EMULATOR_HOST", "localhost:8085")
PROJECT = os.environ.get("PROJECT_ID", "pubsublab")
QUEUE = os.environ.get("QUEUE", "lab-tasks-sub")
DAY = "86400s"
OTHERS = set(string.punctuation) - set("_-.")


def subscription_of(queue):
    name = queue if queue.startswith("kombu-") else "kombu-" + queue
    return "".join("-" if c == "." else "_" if c in OTHERS else c for c in name)


def call(method, path, body=None):
    request = urllib.request.Request(
        f"http://{HOST}/v1/projects/{PROJECT}/{path}", method=method,
        data=None if body is None else json.dumps(body).encode(), headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def declare(queue):
    """A direct exchange and a queue bound to it: one topic, one subscription with a filter. What is there stays."""
    subscription = {
        "topic": f"projects/{PROJECT}/topics/{queue}", "filter": f'attributes.routing_key="{queue}"', "ackDeadlineSeconds": 240,
        "messageRetentionDuration": DAY, "expirationPolicy": {"ttl": DAY}, "enableExactlyOnceDelivery": False,
    }
    for path, body in (
        (f"topics/{queue}", {"messageRetentionDuration": DAY}),
        (f"subscriptions/{subscription_of(queue)}", subscription),
    ):
        try:
            call("PUT", path, body)
        except urllib.error.HTTPError as refusal:
            if refusal.code != 409:
                raise


def envelope(name, argument, task_id, queue):
    body = json.dumps([[argument], {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}])
    return {
        "body": base64.b64encode(body.encode()).decode(),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {
            "lang": "py", "task": name, "id": task_id, "shadow": None, "eta": None, "expires": None, "group": None, "group_index": None,
            "retries": 0, "timelimit": [None, None], "root_id": task_id, "parent_id": None, "argsrepr": repr((argument,)), "kwargsrepr": "{}",
            "origin": f"gen{os.getpid()}@{socket.gethostname()}", "ignore_result": False, "replaced_task_nesting": 0,
            "stamped_headers": None, "stamps": {},
        },
        "properties": {
            "correlation_id": task_id, "reply_to": str(uuid.uuid4()), "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": queue}, "priority": 0, "body_encoding": "base64", "delivery_tag": str(uuid.uuid4()),
        },
    }


def enqueue(args):
    declare(args.queue)
    for _ in range(args.count):
        task_id = str(uuid.uuid4())
        data = json.dumps(envelope(args.name, json.loads(args.task), task_id, args.queue))
        call("POST", f"topics/{args.queue}:publish", {
            "messages": [{"data": base64.b64encode(data.encode()).decode(), "attributes": {"routing_key": args.queue}}],
        })
        print(task_id, flush=True)


def read(args):
    declare(args.queue)
    path = f"subscriptions/{subscription_of(args.queue)}"
    end = time.monotonic() + args.wait
    while time.monotonic() < end:
        for received in call("POST", f"{path}:pull", {"maxMessages": 1}).get("receivedMessages", []):
            message = received["message"]
            payload = json.loads(base64.b64decode(message["data"]))
            arguments, named, _ = json.loads(base64.b64decode(payload["body"]))
            call("POST", f"{path}:acknowledge", {"ackIds": [received["ackId"]]})
            print(json.dumps({
                "attributes": message["attributes"], "task": payload["headers"]["task"], "id": payload["headers"]["id"],
                "args": arguments, "kwargs": named, "properties": payload["properties"],
            }), flush=True)
            return
    sys.exit(f"No task came in {args.wait:.0f} s. Publish one to queue {args.queue}.")


def main():
    parser = argparse.ArgumentParser(description="Writes and reads Celery tasks on Pub/Sub in Kombu's format.")
    parser.add_argument("--queue", default=QUEUE)
    verbs = parser.add_subparsers(dest="verb", required=True)
    enqueuing = verbs.add_parser("enqueue", help="publish a task")
    enqueuing.add_argument("name", help="the task's name: echo, slow, flaky, ...")
    enqueuing.add_argument("task", nargs="?", default='{"task_id": "1123"}', help="its first argument, as JSON")
    enqueuing.add_argument("--count", type=int, default=1)
    enqueuing.set_defaults(run=enqueue)
    reading = verbs.add_parser("read", help="take one task and print it")
    reading.add_argument("--wait", type=float, default=30, help="seconds to wait for it")
    reading.set_defaults(run=read)
    args = parser.parse_args()
    try:
        args.run(args)
    except urllib.error.HTTPError as refusal:
        sys.exit(f"The emulator at {HOST} refuses: {json.load(refusal)['error']['message']}")
    except urllib.error.URLError:
        sys.exit(f"No emulator answers at {HOST}. Open the lab, or set PUBSUB_EMULATOR_HOST to where it is.")


if __name__ == "__main__":
    main()
