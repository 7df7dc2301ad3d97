using Google.Cloud.PubSub.V1;

namespace PubSubLab.Emulator.Schemas;

/// <summary>One revision of a schema: the resource as the API shows it, and what checks messages against it.</summary>
internal sealed record SchemaRevision(Schema Resource, ISchemaValidator Validator);
