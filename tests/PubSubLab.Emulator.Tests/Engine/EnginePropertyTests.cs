using CsCheck;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Engine;

/// <summary>
/// Random commands and clock jumps against the model, as long and from where <see cref="PropertyRun"/> says.
/// </summary>
public sealed class EnginePropertyTests
{
    [Fact]
    public void The_engine_does_what_the_model_allows_and_nothing_that_the_model_requires_is_missing() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue].Array[1, 150])
            .Sample(
                (shape, commands) =>
                {
                    var model = new EngineModel(shape);
                    model.Run(commands);
                    model.RemoveSubscriptions();
                },
                seed: PropertyRun.Seed,
                time: PropertyRun.Seconds,
                threads: 1);
}
