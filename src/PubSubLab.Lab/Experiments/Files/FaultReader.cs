namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Reads what happens at a moment.</summary>
internal static class FaultReader
{
    private static readonly Dictionary<string, PlannedFaultKind> s_deeds = new(StringComparer.Ordinal)
    {
        ["kill"] = PlannedFaultKind.Kill,
        ["stop"] = PlannedFaultKind.Stop,
        ["restart"] = PlannedFaultKind.Restart,
        ["loseAcks"] = PlannedFaultKind.LoseAcks,
        ["duplicate"] = PlannedFaultKind.Duplicate,
        ["delay"] = PlannedFaultKind.Delay,
        ["breakStreams"] = PlannedFaultKind.BreakStreams,
        ["failCalls"] = PlannedFaultKind.FailCalls,
        ["restartBroker"] = PlannedFaultKind.RestartBroker,
        ["snapshot"] = PlannedFaultKind.Snapshot,
        ["seek"] = PlannedFaultKind.Seek,
    };

    public static PlannedFault Read(PlanMap fields)
    {
        var deeds = fields.Names.Where(s_deeds.ContainsKey).ToList();
        if (deeds.Count != 1)
        {
            throw fields.Node.Wrong($"a fault is exactly one of {string.Join(", ", s_deeds.Keys)}, with 'at' for the moment.");
        }

        fields.Needs("count", "failCalls");
        fields.Needs("of", "snapshot");
        fields.Needs("snapshot", "of");
        fields.Needs("to", "seek");
        fields.Needs("seek", "to");
        var deed = deeds[0];
        var fault = new PlannedFault(fields.Time("at") ?? TimeSpan.Zero, s_deeds[deed]);
        return fault.Kind switch
        {
            PlannedFaultKind.Delay or PlannedFaultKind.RestartBroker => fault with { Time = fields.Time(deed)!.Value },
            PlannedFaultKind.BreakStreams => fault with { Target = fields.Id(deed)! },
            PlannedFaultKind.FailCalls => fault with { Target = fields.Choice(deed, "method")!, Count = fields.Number("count") ?? 1 },
            PlannedFaultKind.Snapshot => fault with { Snapshot = fields.Id(deed)!, Target = fields.Id("of")! },
            PlannedFaultKind.Seek when PlanNode.ReadTime(fields.At("to")!.Text()) is { } time => fault with { Target = fields.Id(deed)!, Time = time },
            PlannedFaultKind.Seek => fault with { Target = fields.Id(deed)!, Snapshot = fields.Id("to")! },
            _ => fault with { Count = fields.Number(deed)!.Value },
        };
    }
}
