using CsCheck;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Storage;

/// <summary>After any commands the files say what memory says. <see cref="PropertyRun"/> says for how long and from which seed.</summary>
public sealed class StorePropertyTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task What_a_kill_leaves_is_what_memory_has(bool commitsFail, bool spills) =>
        await Gen.Int[0, int.MaxValue].Array[1, 120]
            .SampleAsync(
                async commands =>
                {
                    await using var world = new StoredWorld(spills);
                    foreach (var part in commands.Chunk(20))
                    {
                        if (commitsFail)
                        {
                            world.Break(part[0]);
                        }

                        await world.RunAsync(part);
                        await world.CompareAsync(seek: false);
                    }

                    await world.CompareAsync(seek: true);
                },
                seed: PropertyRun.Seed,
                time: PropertyRun.Seconds,
                threads: 1,
                print: static commands => string.Join(' ', commands));
}
