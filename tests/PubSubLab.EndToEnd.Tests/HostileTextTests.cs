using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>Names, values, messages and answers that try to act on the terminal, through every verb.</summary>
public sealed class HostileTextTests
{
    private const string Forged = "FORGED";

    // A line that pretends to be the program's, colours, a title, a bell, C1 controls, and text that runs backwards or has no width.
    private static readonly string s_hostile =
        $"a\n{Forged} b\r{Forged} c\u001b[31m\u001b]0;title\u0007\u009b31m\u202e\u2066\u200f\u200b\ufeff\u2028{Forged}\u0085d\u007f\ud83d\udc68\u200d\ud83d\udc69\udb40\udc41";

    /// <summary>Each place on each verb's command line that takes a text, and each verb's name and options.</summary>
    public static TheoryData<string> Places()
    {
        var data = new TheoryData<string>();
        foreach (var verb in (string[])["publish", "worker", "cleanup", "doctor", "experiment", "route", "emulator", "screenshot", "completion", "lab"])
        {
            data.Add($"{verb} HOSTILE");
            data.Add($"{verb} --HOSTILE");
        }

        foreach (var verb in (string[])["publish", "worker", "cleanup", "doctor", "experiment async", "lab"])
        {
            foreach (var option in (string[])["--project", "--topic", "--subscription", "--emulator-host", "--env-file", "--backend", "--slow-seconds"])
            {
                data.Add($"{verb} {option} HOSTILE");
            }
        }

        foreach (var place in (string[])
            [
                "publish --attribute HOSTILE", "publish --data HOSTILE", "publish --data @HOSTILE", "publish --count HOSTILE", "worker --handler HOSTILE",
                "worker --until-idle HOSTILE", "experiment HOSTILE.yaml", "experiment routing --report HOSTILE.html", "experiment routing --from HOSTILE",
                "emulator --config HOSTILE", "emulator --host HOSTILE", "emulator --dispatch HOSTILE", "screenshot --size HOSTILE", "screenshot --experiment HOSTILE",
                "lab --theme HOSTILE", "lab --replay HOSTILE", "HOSTILE",
            ])
        {
            data.Add(place);
        }

        return data;
    }

    [Fact]
    public async Task What_stands_on_a_command_line_is_shown_and_not_obeyed() =>
        await Parallel.ForEachAsync(Places(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (place, _) =>
        {
            // Port 1: whatever is taken for good asks a broker that is not there.
            await using var lab = Lab.Start([.. place.Data.Split(' ').Select(word => word.Replace("HOSTILE", s_hostile, StringComparison.Ordinal))], ("PUBSUB_EMULATOR_HOST", "127.0.0.1:1"));
            await lab.EndAsync();
            ShouldBeHarmless(lab, place.Data);
        });

    [Theory]
    [InlineData("publish")]
    [InlineData("publish --json")]
    [InlineData("worker")]
    [InlineData("cleanup")]
    [InlineData("doctor")]
    [InlineData("experiment async")]
    public async Task What_a_broker_answers_is_shown_and_not_obeyed(string verb)
    {
        await using var broker = await StartBrokerAsync();
        var host = new Uri(broker.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;
        await using var lab = Lab.Start(verb, ("PUBSUB_EMULATOR_HOST", host));

        (await lab.EndAsync()).ShouldBe(verb.StartsWith("experiment", StringComparison.Ordinal) ? 2 : 1);

        string.Join('\n', lab.Lines.Concat(lab.Errors)).ShouldContain(Forged);
        ShouldBeHarmless(lab, verb);
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("worker --json")]
    public async Task What_a_message_carries_is_shown_and_not_obeyed(string verb)
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        await using var worker = Lab.Start([.. verb.Split(' '), "--user-id", s_hostile], ("PUBSUB_EMULATOR_HOST", host));
        await worker.LineAsync(l => l.Contains("started", StringComparison.OrdinalIgnoreCase));
        await using var publish = Lab.Start(["publish", "--attribute", $"k={s_hostile}", "--user-id", s_hostile], ("PUBSUB_EMULATOR_HOST", host));
        (await publish.EndAsync()).ShouldBe(0, string.Join('\n', publish.Errors));
        await worker.LineAsync(l => l.Contains("acked", StringComparison.Ordinal));

        await worker.SignalAsync("TERM");
        (await worker.EndAsync()).ShouldBe(0);

        ShouldBeHarmless(worker, verb);
        ShouldBeHarmless(publish, "publish");
        if (verb.EndsWith("--json", StringComparison.Ordinal))
        {
            // Escaped, and all there.
            worker.Lines.Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement)
                .Where(e => e.TryGetProperty("message", out var m) && m.TryGetProperty("attributes", out var _))
                .ShouldContain(e => e.GetProperty("message").GetProperty("attributes").GetProperty("k").GetString() == s_hostile);
        }
    }

    private static void ShouldBeHarmless(Lab lab, string place)
    {
        foreach (var line in lab.Lines.Concat(lab.Errors))
        {
            line.ShouldNotStartWith(Forged, Case.Sensitive, place);
            line.EnumerateRunes().ShouldAllBe(
                rune => System.Text.Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control && System.Text.Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format
                    && System.Text.Rune.GetUnicodeCategory(rune) != UnicodeCategory.LineSeparator && System.Text.Rune.GetUnicodeCategory(rune) != UnicodeCategory.ParagraphSeparator,
                $"{place}: {Uri.EscapeDataString(line)}");
        }
    }

    /// <summary>A broker that refuses each call with a hostile sentence.</summary>
    private static async Task<WebApplication> StartBrokerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", ((int)StatusCode.FailedPrecondition).ToString(CultureInfo.InvariantCulture));
            context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(s_hostile));
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
