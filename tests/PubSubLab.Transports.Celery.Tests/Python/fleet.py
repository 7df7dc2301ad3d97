"""Looks at a fleet as Celery's own tools do.

ask NODE METHOD [ARGUMENTS]   sends a command, prints the node's answer as JSON, null where none comes
watch NODE                    follows a node's events, prints "ready" at the first, and at its end what Celery's own State knows of it
"""
import json
import sys

from celery_app import app


def ask(node, method, arguments="{}"):
    replies = app.control.broadcast(method, arguments=json.loads(arguments), destination=[node], reply=True, timeout=2, limit=1)
    print(json.dumps(replies[0][node] if replies else None))


def watch(node):
    state = app.events.State()
    order = {}

    def on_event(event):
        if event["hostname"] != node:
            return
        if node not in state.workers:
            print("ready", flush=True)
        state.event(event)
        if event["type"].startswith("task-"):
            order.setdefault(event["uuid"], []).append(event["type"][5:])
        if event["type"] == "worker-offline":
            worker = state.workers[node]
            tasks = {t.uuid: dict(t.info(), state=t.state, worker=t.worker.hostname, name=t.name, events=order[t.uuid]) for t in state.tasks.values()}
            print(json.dumps({"alive": worker.alive, "software": worker.sw_ident, "processed": worker.processed, "tasks": tasks}), flush=True)
            sys.exit()

    with app.connection_for_read() as connection:
        app.events.Receiver(connection, handlers={"*": on_event}).capture(limit=None, timeout=None, wakeup=False)


if __name__ == "__main__":
    {"ask": ask, "watch": watch}[sys.argv[1]](*sys.argv[2:])
