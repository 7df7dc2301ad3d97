module example.test/pubsublab

go 1.24

require (
	cloud.google.com/go/pubsub v1.49.0
	github.com/testcontainers/testcontainers-go v0.38.0
	github.com/testcontainers/testcontainers-go/modules/gcloud v0.38.0
	google.golang.org/api v0.235.0
	google.golang.org/grpc v1.73.0
)
