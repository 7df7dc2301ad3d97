"""Sends what Celery's users send, and prints for each case its id and outcome as a line of JSON.

sending.py QUEUE OTHER       QUEUE is the lab's, OTHER that of a worker of Python's with answering.py
"""
import json
import sys
import uuid

from celery import Celery, chain, chord, group

from celery_app import app
import answering  # noqa: F401

QUEUE, OTHER = sys.argv[1:3]
old = Celery("old", broker=app.conf.broker_url, backend=app.conf.result_backend)
old.conf.update(task_protocol=1, task_default_queue=QUEUE)


def lab(*args):
    return app.signature("echo", args=args, queue=QUEUE)


def python(*args):
    return app.signature("answer", args=args, queue=OTHER)


def send(*args, name="echo", id, kwargs=None, **options):
    return app.send_task(name, args, kwargs, queue=QUEUE, task_id=id, **options)


def linked(id, signature, **options):
    """The follower's result."""
    (send({"fail": True}, id=id, link_error=signature) if options else send({"n": 1}, id=id, link=signature))
    return app.AsyncResult(id + "+")


CASES = {
    "one argument": lambda i: send({"n": 1}, id=i),
    "no argument": lambda i: send(id=i),
    "keyword arguments only": lambda i: send(kwargs={"a": 1, "b": [2]}, id=i),
    "several arguments": lambda i: send(1, "two", None, id=i),
    "an argument and keyword arguments": lambda i: send({"n": 1}, kwargs={"user_id": "u1"}, id=i),
    "a dotted name in CELERY_TASKS": lambda i: send({"n": 1}, name="proj.tasks.add", id=i),
    "a name without a handler": lambda i: send({"n": 1}, name="proj.tasks.unknown", id=i),
    "protocol 1": lambda i: old.send_task("echo", [1], task_id=i, queue=QUEUE),
    "compression gzip": lambda i: send({"n": 1}, compression="gzip", id=i),
    "compression zlib": lambda i: send({"n": 1}, compression="zlib", id=i),
    "compression bzip2": lambda i: send({"n": 1}, compression="bzip2", id=i),
    "compression lzma": lambda i: send({"n": 1}, compression="lzma", id=i),
    "serializer pickle": lambda i: send({"n": 1}, serializer="pickle", id=i),
    "serializer yaml": lambda i: send({"n": 1}, serializer="yaml", id=i),
    "countdown": lambda i: send({"n": 1}, countdown=0.2, id=i),
    "expires, in time": lambda i: send({"n": 1}, expires=600, id=i),
    "expires, too late": lambda i: send({"n": 1}, countdown=0.5, expires=0.2, id=i),
    "priority": lambda i: send({"n": 1}, priority=3, id=i),
    "headers": lambda i: send({"n": 1}, headers={"tenant": "acme"}, id=i),
    "shadow": lambda i: send({"n": 1}, shadow="a nicer name", id=i),
    "a task that is tried again": lambda i: send({"n": 1}, name="flaky", id=i),
    "a task that fails for good": lambda i: send({"fail": True}, id=i),
    "time_limit": lambda i: send({"hang": True}, time_limit=0.5, id=i),
    "soft_time_limit": lambda i: send({"hang": True}, soft_time_limit=0.5, id=i),
    "time limits that are not reached": lambda i: send({"n": 1}, time_limit=600, soft_time_limit=500, id=i),
    "link": lambda i: linked(i, python().set(task_id=i + "+")),
    "link, two of them": lambda i: linked(i, [python(), python().set(task_id=i + "+")]),
    "link to a task of the lab": lambda i: linked(i, lab().set(task_id=i + "+")),
    "link to a chain": lambda i: linked(i, chain(lab(), python().set(task_id=i + "+"))),
    "link to a group": lambda i: linked(i, group(lab(), python().set(task_id=i + "+"))),
    "link_error": lambda i: linked(i, python().set(task_id=i + "+"), fail=True),
    "link_error without a failure": lambda i: send({"n": 1}, link_error=python(), id=i),
    "chain in the lab": lambda i: chain(lab(1), lab(2), lab(3))(),
    "chain through both": lambda i: chain(lab(1), python(2), lab(), python(4))(),
    "chain, immutable": lambda i: chain(lab(1), python(2).set(immutable=True))(),
    "chain that fails": lambda i: chain(lab({"fail": True}), python(2), python(3))(),
    "group": lambda i: group(lab(1), lab(2), python(3))(),
    "chain with a group at its end": lambda i: chain(lab(1), group(lab(2), python(3)))(),
    "chord in the lab": lambda i: chord([lab(1), lab(2), lab(3)])(lab()),
    "chord over both": lambda i: chord([lab(1), python(2), lab(3)])(python()),
    "chord with a part that fails": lambda i: chord([lab({"fail": True}), lab(2)])(python()),
    "chord in a chain": lambda i: chain(lab(1), group(lab(2), python(3)), python(4))(),
    "chord of chains": lambda i: chord([chain(lab(1), python(2)), chain(python(3), lab())])(python()),
}


def outcome(result):
    try:
        return {"result": result.get(timeout=40)}
    except Exception as failure:  # whatever the workers say is printed, not raised
        return {"error": f"{type(failure).__name__}: {failure}"}


ids = {case: str(uuid.uuid4()) for case in CASES}
results = {case: send_case(ids[case]) for case, send_case in CASES.items()}
for case, result in results.items():
    print(json.dumps({"case": case, "id": ids[case], "last": result.id, **outcome(result)}), flush=True)
