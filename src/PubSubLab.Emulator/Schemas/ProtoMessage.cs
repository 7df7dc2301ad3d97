namespace PubSubLab.Emulator.Schemas;

/// <summary>A message of a definition.</summary>
internal sealed record ProtoMessage(string Name, bool IsMapEntry)
{
    public List<ProtoField> Fields { get; } = [];
}

/// <summary>A field of a message of a definition.</summary>
internal sealed record ProtoField(
    string Name, string JsonName, int Number, ProtoKind Kind, bool IsRepeated, bool IsRequired, ProtoMessage? Message, HashSet<string>? Values)
{
    public bool IsMap => Message is { IsMapEntry: true };
}

/// <summary>What a field holds, as far as validation tells apart.</summary>
internal enum ProtoKind
{
    Integer,
    Real,
    Bool,
    String,
    Bytes,
    Enum,
    Message,
}
