namespace PubSubLab.Lab.Experiments.Files;

/// <summary>The fields of a place in an experiment's file, by their rules.</summary>
internal sealed class PlanMap(PlanNode node, IReadOnlyDictionary<string, PlanNode> fields, IReadOnlyList<PlanField> rules)
{
    /// <summary>The place itself.</summary>
    public PlanNode Node => node;

    /// <summary>The names of the fields that are there, in their order.</summary>
    public IEnumerable<string> Names => fields.Keys;

    /// <summary>The place of a field; null where it is left out.</summary>
    public PlanNode? At(string name) => fields.GetValueOrDefault(name);

    public bool Has(string name) => fields.ContainsKey(name);

    public int? Number(string name) => At(name)?.Number(Rule(name));

    public TimeSpan? Time(string name) => At(name)?.Time(Rule(name));

    public bool Flag(string name) => At(name)?.Flag() == true;

    public string? Id(string name) => At(name)?.Id();

    /// <summary>One of the choices of a field.</summary>
    public string? Choice(string name, string noun) => At(name)?.Choice(Rule(name).Choices, noun);

    /// <summary>Refuses a field that means something only beside another.</summary>
    public void Needs(string name, string other)
    {
        if (Has(name) && !Has(other))
        {
            throw At(name)!.Wrong($"'{name}' means nothing without '{other}'; add it, or leave '{name}' out.");
        }
    }

    private PlanField Rule(string name) => rules.First(r => r.Name == name);
}
