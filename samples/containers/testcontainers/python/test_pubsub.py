from testcontainers.core.waiting_utils import wait_for_logs
from testcontainers.google import PubSubContainer


def test_a_message_arrives() -> None:
    with PubSubContainer("pubsublab", project="demo") as emulator:
        wait_for_logs(emulator, "Server started")
        publisher = emulator.get_publisher_client()
        subscriber = emulator.get_subscriber_client()
        topic = publisher.topic_path(emulator.project, "orders")
        subscription = subscriber.subscription_path(emulator.project, "billing")
        publisher.create_topic(name=topic)
        subscriber.create_subscription(name=subscription, topic=topic)
        publisher.publish(topic, b"order 1").result()

        response = subscriber.pull(subscription=subscription, max_messages=1)

        assert [received.message.data for received in response.received_messages] == [b"order 1"]
