package pubsublab

import (
	"context"
	"testing"

	"cloud.google.com/go/pubsub"
	"github.com/testcontainers/testcontainers-go"
	emulator "github.com/testcontainers/testcontainers-go/modules/gcloud/pubsub"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func TestAMessageArrives(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	container, err := emulator.Run(ctx, "pubsublab", emulator.WithProjectID("demo"))
	testcontainers.CleanupContainer(t, container)
	if err != nil {
		t.Fatal(err)
	}

	connection, err := grpc.NewClient(container.URI(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	client, err := pubsub.NewClient(ctx, container.ProjectID(), option.WithGRPCConn(connection))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()

	topic, err := client.CreateTopic(ctx, "orders")
	if err != nil {
		t.Fatal(err)
	}
	subscription, err := client.CreateSubscription(ctx, "billing", pubsub.SubscriptionConfig{Topic: topic})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := topic.Publish(ctx, &pubsub.Message{Data: []byte("order 1")}).Get(ctx); err != nil {
		t.Fatal(err)
	}

	var received string
	err = subscription.Receive(ctx, func(_ context.Context, message *pubsub.Message) {
		received = string(message.Data)
		message.Ack()
		cancel()
	})
	if err != nil || received != "order 1" {
		t.Fatalf("received %q, error %v", received, err)
	}
}
