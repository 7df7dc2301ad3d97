var builder = DistributedApplication.CreateBuilder(args);

var pubsub = builder.AddPubSubEmulator("pubsub").WithTopology("topology.yaml");

builder.AddExecutable("billing", "node", ".", "billing.js").WithReference(pubsub).WaitFor(pubsub);

builder.Build().Run();
