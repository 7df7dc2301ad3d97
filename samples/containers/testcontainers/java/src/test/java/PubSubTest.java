import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PushConfig;
import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import io.grpc.ManagedChannelBuilder;
import org.junit.jupiter.api.Test;
import org.testcontainers.gcloud.PubSubEmulatorContainer;
import org.testcontainers.utility.DockerImageName;

class PubSubTest {
  private static final DockerImageName IMAGE =
      DockerImageName.parse("pubsublab").asCompatibleSubstituteFor("gcr.io/google.com/cloudsdktool/google-cloud-cli");

  @Test
  void aMessageArrives() throws Exception {
    try (var emulator = new PubSubEmulatorContainer(IMAGE)) {
      emulator.start();
      var channel = ManagedChannelBuilder.forTarget(emulator.getEmulatorEndpoint()).usePlaintext().build();
      var transport = FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel));
      var credentials = NoCredentialsProvider.create();
      var topic = TopicName.of("demo", "orders");
      var subscription = SubscriptionName.of("demo", "billing");
      var topicSettings = TopicAdminSettings.newBuilder().setTransportChannelProvider(transport).setCredentialsProvider(credentials).build();
      var subscriptionSettings =
          SubscriptionAdminSettings.newBuilder().setTransportChannelProvider(transport).setCredentialsProvider(credentials).build();
      try (var topics = TopicAdminClient.create(topicSettings); var subscriptions = SubscriptionAdminClient.create(subscriptionSettings)) {
        topics.createTopic(topic);
        subscriptions.createSubscription(subscription, topic, PushConfig.getDefaultInstance(), 10);
        var publisher = Publisher.newBuilder(topic).setChannelProvider(transport).setCredentialsProvider(credentials).build();
        publisher.publish(PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8("order 1")).build()).get();

        var message = subscriptions.pull(subscription, 1).getReceivedMessages(0).getMessage();

        assertEquals("order 1", message.getData().toStringUtf8());
        publisher.shutdown();
      } finally {
        channel.shutdown();
      }
    }
  }
}
