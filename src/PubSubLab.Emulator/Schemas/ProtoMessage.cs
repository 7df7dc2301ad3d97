namespace PubSubLab.Emulator.Schemas;

/// <summary>A message of a definition.</summary>
internal sealed record ProtoMessage(string Name, bool IsMapEntry)
{
    private readonly Dictionary<int, ProtoField> _byNumber = [];
    private readonly Dictionary<string, ProtoField> _byName = [];
    private readonly List<ProtoField> _required = [];

    public ProtoField? this[int number] => _byNumber.GetValueOrDefault(number);

    /// <summary>The field that JSON calls so, which may write either of its names.</summary>
    public ProtoField? this[string name] => _byName.GetValueOrDefault(name);

    public void Add(ProtoField field)
    {
        _byNumber.TryAdd(field.Number, field);
        _byName.TryAdd(field.JsonName, field);
        _byName.TryAdd(field.Name, field);
        if (field.IsRequired)
        {
            _required.Add(field);
        }
    }

    /// <summary>A sentence about the first required field that is not among those seen; null where none is missing.</summary>
    public string? Missing(HashSet<ProtoField> seen) =>
        _required.Find(field => !seen.Contains(field)) is { } missing ? $"{Name}.{missing.Name} is required" : null;
}

/// <summary>A field of a message of a definition.</summary>
internal sealed record ProtoField(
    string Name, string JsonName, int Number, ProtoKind Kind, bool IsRepeated, bool IsRequired, ProtoMessage? Message, HashSet<string>? Values)
{
    public bool IsMap => Message is { IsMapEntry: true };
}

/// <summary>A field's type, as far as validation needs it.</summary>
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
