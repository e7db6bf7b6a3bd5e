"""Locust at its best: FastHttpUser (geventhttpclient), beside HttpUser (requests), which most people use.
No wait time but where a rate is asked for; names group the ids; no event listeners."""

import os

from locust import FastHttpUser, HttpUser, constant_throughput, task

BASE = HttpUser if os.environ["BENCH_CLIENT"] == "HttpUser" else FastHttpUser
WORKLOAD = os.environ["BENCH_WORKLOAD"]


class BenchUser(BASE):
    if WORKLOAD == "rate":
        wait_time = constant_throughput(10)  # 20 users: 200 a second

    if WORKLOAD == "journey":

        @task(10)
        def items(self):
            with self.client.get("/items", catch_response=True) as answer:
                if "total" not in answer.text:
                    answer.failure("no total")

        @task(8)
        def item(self):
            with self.client.get("/items/7", catch_response=True) as answer:
                if "name" not in answer.text:
                    answer.failure("no name")

        @task(1)
        def order(self):
            with self.client.post("/orders", json={"item": 7, "count": 1}, catch_response=True) as made:
                if made.status_code != 201:
                    made.failure("not created")
                order = made.json()["id"]
            self.client.get(f"/orders/{order}", name="/orders/:id")

    else:

        @task
        def root(self):
            self.client.get("/")
