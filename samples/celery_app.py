"""The lab's handlers as Celery tasks: the Python side of docs/celery.md.

A worker:     celery --workdir samples -A celery_app worker --pool threads
A producer:   python3 samples/celery_app.py slow '{"task_id": "1123"}' --count 10

Set the same things as in the lab's dev.env: BROKER_URL is its REDIS_URL or RABBITMQ_URL, QUEUE its SUBSCRIPTION_NAME. On Pub/Sub it is
gcpubsub://projects/ and its PROJECT_ID, with Celery 5.5 or later.
"""
import argparse
import json
import os
import time

from celery import Celery
from kombu import Queue

BROKER_URL = os.environ.get("BROKER_URL", "redis://127.0.0.1:6379/0")
QUEUE = os.environ.get("QUEUE", "lab-tasks-sub")
MAX_PRIORITY = int(os.environ["MAX_PRIORITY"]) if "MAX_PRIORITY" in os.environ else None

app = Celery(
    "celery_app",
    broker=BROKER_URL,
    backend=os.environ.get("CELERY_RESULT_URL") or (BROKER_URL if BROKER_URL.startswith("redis") else None),
)
app.conf.update(
    task_default_queue=QUEUE,
    task_queues=[Queue(name, max_priority=MAX_PRIORITY) for name in QUEUE.split(",")],
    task_acks_late=True,  # as the lab does; Celery's own default is False
    worker_prefetch_multiplier=1,
    broker_transport_options={
        "visibility_timeout": float(os.environ.get("VISIBILITY_TIMEOUT", "10")),
        # JSON, where the lab's dev.env has CELERY_PRIORITY_STEPS, CELERY_SEP, CELERY_GLOBAL_KEYPREFIX or CELERY_FANOUT_PREFIX.
        **json.loads(os.environ.get("TRANSPORT_OPTIONS", "{}")),
    },
)


def done(task):
    """What the lab's workers say too."""
    return {"worker": task.request.hostname, "attempt": task.request.retries + 1}


@app.task(name="echo", bind=True)
def echo(self, task):
    return done(self)


@app.task(name="slow", bind=True)
def slow(self, task):
    time.sleep(float(os.environ.get("SLOW_HANDLER_SECONDS", "5")))
    return done(self)


@app.task(name="flaky", bind=True, max_retries=None)
def flaky(self, task):
    failures = int(os.environ.get("FAILED_ATTEMPTS", "1"))
    if self.request.retries < failures:
        raise self.retry(countdown=float(os.environ.get("RETRY_SECONDS", "0")))
    return done(self)


def main():
    parser = argparse.ArgumentParser(description="Enqueues tasks and waits for their results.")
    parser.add_argument("name", help="the task's name: echo, slow, flaky, ...")
    parser.add_argument("task", nargs="?", default='{"task_id": "1123"}', help="its first argument, as JSON")
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--queue", default=QUEUE.split(",")[0])
    parser.add_argument("--countdown", type=float)
    parser.add_argument("--expires", type=float)
    parser.add_argument("--priority", type=int)
    parser.add_argument("--id", help="the task's id; needed to know it beforehand")
    parser.add_argument("--serializer", default="json")
    parser.add_argument("--wait", type=float, default=30, help="seconds to wait for each result; 0 for not at all")
    parser.add_argument("--linger", type=float, default=0, help="seconds to wait at the end: on Pub/Sub, Kombu does not wait for its publishes")
    args = parser.parse_args()

    sent = [
        app.send_task(
            args.name, [json.loads(args.task)], queue=args.queue, countdown=args.countdown, expires=args.expires,
            priority=args.priority, serializer=args.serializer, task_id=args.id,
        )
        for _ in range(args.count)
    ]
    for result in sent:
        if args.wait == 0 or app.conf.result_backend is None:
            # Without CELERY_RESULT_URL a RabbitMQ broker has nowhere to keep results.
            print(result.id)
            continue
        try:
            print(result.id, json.dumps(result.get(timeout=args.wait)), flush=True)
        except Exception as failure:  # whatever the worker says is printed, not raised
            print(result.id, result.state, f"{type(failure).__name__}: {failure}", flush=True)
    time.sleep(args.linger)


if __name__ == "__main__":
    main()
