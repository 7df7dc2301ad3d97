using System.Globalization;
using CsCheck;

namespace PubSubLab.Emulator.Tests.Engine;

/// <summary>
/// Random commands and clock jumps against the model. Runs for a second; PUBSUBLAB_PROPERTY_SECONDS makes it longer, and
/// PUBSUBLAB_PROPERTY_SEED replays a run by the seed that a failure prints.
/// </summary>
public sealed class EnginePropertyTests
{
    [Fact]
    public void The_engine_does_what_the_model_allows_and_nothing_that_the_model_requires_is_missing() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue].Array[1, 150])
            .Sample(
                (shape, commands) => new EngineModel(shape).Run(commands),
                seed: System.Environment.GetEnvironmentVariable("PUBSUBLAB_PROPERTY_SEED"),
                time: int.Parse(System.Environment.GetEnvironmentVariable("PUBSUBLAB_PROPERTY_SECONDS") ?? "2", CultureInfo.InvariantCulture),
                threads: 1);
}
