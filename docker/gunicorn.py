"""How gunicorn serves in a container."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "3"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 25
accesslog = "-"
# Memory instead of a disk that may stall: a worker touches a file here to show that it lives.
worker_tmp_dir = "/dev/shm"
