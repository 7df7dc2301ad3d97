"""The sample's tasks, with a count of how often each ran: what no result can tell."""
import os

import redis
from celery.signals import task_prerun

from celery_app import app  # noqa: F401

counts = redis.Redis.from_url(os.environ["CELERY_RESULT_URL"])


@task_prerun.connect
def count(task_id, **_):
    counts.incr("ran:" + task_id)
