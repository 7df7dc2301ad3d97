using PubSubLab.Simulation.Tests.Planted;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Tests;

/// <summary>The power of the simulation: it finds each of these faults within fewer seeds than a CI run tries.</summary>
public sealed class PlantedFaultTests
{
    /// <summary>Much less than a minute has.</summary>
    private const ulong Seeds = 100;

    public static TheoryData<string, bool, string> Faults => new()
    {
        { nameof(ConfirmedWithoutAck), true, "was confirmed, and the server has not taken it" },
        { nameof(ConfirmedWithoutPublish), true, "has not given to it" },
        { nameof(ForgottenExtension), false, "the lease of message" },
        { nameof(AckBeforeHandler), true, "no handler has said so" },
        { nameof(LostBacklog), true, "has lost message" },
        { nameof(TwofoldDeadLetter), true, "to the dead-letter topic 1 times more" },
        { nameof(ReorderedStream), true, "before message" },
        { nameof(TwofoldDelivery), true, "was delivered 1 times" },
        { nameof(SilentStream), true, "it is not so that every message is delivered and acknowledged" },
        { nameof(LostTimer), true, "its timer has not woken it" },
    };

    public static TheoryData<string, string> FaultsOfStores => new()
    {
        { nameof(PublishBeforeCommit), "has lost message" },
        { nameof(AckBeforeCommit), "and its ack was confirmed" },
        { nameof(DroppedFlush), "has lost message" },
        { nameof(TornDeadLetter), "has not let it go" },
        { nameof(RepeatedStart), "has an ack id that was given before a restart" },
        { nameof(ForgottenAttempts), "attempts of message" },
        { nameof(ForgottenLeases), "a client was told that it is longer" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found_and_its_seed_replays_it(string name, bool faults, string what) =>
        Find(name, new SimulationSettings { Faults = faults }, what);

    [Theory]
    [MemberData(nameof(FaultsOfStores))]
    public void A_planted_fault_of_the_store_is_found_and_its_seed_replays_it(string name, string what) =>
        Find(name, new SimulationSettings { Disk = true }, what);

    private static void Find(string name, SimulationSettings settings, string what)
    {
        var plant = typeof(PlantedFaultTests).Assembly.GetType($"{typeof(PlantedFaultTests).Namespace}.Planted.{name}")!;
        settings = settings with { Plant = () => (PlantedFault)Activator.CreateInstance(plant)! };
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            if (Fault(seed, settings) is { } found && found.Contains(what, StringComparison.Ordinal))
            {
                Tell("Found: ", found);
                var again = Fault(seed, settings);
                Tell("Replay:", again!);
                again.ShouldBe(found);
                return;
            }
        }

        Assert.Fail($"{Seeds} seeds have not found the fault {name}.");
    }

    private static void Tell(string when, string fault) => TestContext.Current.TestOutputHelper?.WriteLine($"{when} {fault.Split('\n')[0]}");

    private static string? Fault(ulong seed, SimulationSettings settings)
    {
        try
        {
            SeededRun.Run(seed, settings);
            return null;
        }
        catch (FoundFaultException e)
        {
            return e.Message;
        }
    }
}
