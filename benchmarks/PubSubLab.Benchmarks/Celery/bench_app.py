"""Celery with its own pool and the settings the lab has: late acks, results where RESULT_URL is, publisher confirms on RabbitMQ.

As a worker it writes a byte 2 when it is ready and a byte 1 for each task; as a program it sends as many tasks as a line asks for.
"""
import os
import sys

from celery import Celery
from celery.signals import worker_ready
from kombu import Queue

QUEUE = os.environ["QUEUE"]
app = Celery("bench_app", broker=os.environ["BROKER_URL"], backend=os.environ.get("RESULT_URL"))
app.conf.update(task_default_queue=QUEUE, task_queues=[Queue(QUEUE)], task_acks_late=True, worker_redirect_stdouts=False)
if app.conf.broker_url.startswith("amqp"):
    app.conf.broker_transport_options = {"confirm_publish": True}


@worker_ready.connect
def ready(**_):
    os.write(1, b"\2")


@app.task(name="echo")
def echo(task):
    os.write(1, b"\1")


if __name__ == "__main__":
    app.connection().ensure_connection(max_retries=3)
    os.write(1, b"\2")
    for line in sys.stdin:
        for _ in range(int(line)):
            app.send_task("echo", [{"task_id": "1123"}], queue=QUEUE)
        os.write(1, b"\1")
