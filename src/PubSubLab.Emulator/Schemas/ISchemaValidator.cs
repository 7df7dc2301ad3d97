using Google.Cloud.PubSub.V1;

namespace PubSubLab.Emulator.Schemas;

/// <summary>Checks messages against a schema.</summary>
internal interface ISchemaValidator
{
    /// <summary>Null when the data is a message of the schema; else a sentence that says why not.</summary>
    string? Check(ReadOnlyMemory<byte> data, Encoding encoding);
}
