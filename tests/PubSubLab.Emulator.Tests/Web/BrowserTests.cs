using System.Text.Json;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Web;

/// <summary>A real browser opens a page of another origin, and the page tries every endpoint in every way that browsers have.</summary>
public sealed class BrowserTests
{
    // Each attempt is written as [method, path, body]; a form and an image need no script's permission at all.
    private const string Page = """
        <!doctype html><meta charset="utf-8"><body><script>
        const base = "{base}", s = "/v1/projects/test/subscriptions/subscription", t = "/v1/projects/test/topics/topic";
        const attempts = [
          ["POST", t + ":publish", '{"messages":[{"data":"aGVsbG8="}]}'],
          ["POST", s + ":pull", '{"maxMessages":10,"returnImmediately":true}'],
          ["POST", s + ":seek", '{"time":"2100-01-01T00:00:00Z"}'],
          ["POST", s + ":modifyPushConfig", '{"pushConfig":{"pushEndpoint":"http://127.0.0.1:9/steal"}}'],
          ["POST", s + ":detach", "{}"],
          ["PUT", "/v1/projects/test/topics/other", "{}"],
          ["DELETE", s], ["DELETE", t], ["DELETE", "/emulator/v1/projects/test"],
          ["GET", "/v1/projects/test/topics"], ["GET", t], ["GET", "/healthz"], ["GET", "/"],
        ];
        function form(path, type, name, value) {
          const frame = document.createElement("iframe"); frame.name = "f" + Math.random(); document.body.append(frame);
          const form = document.createElement("form");
          Object.assign(form, { method: "POST", action: base + path, enctype: type, target: frame.name });
          const input = document.createElement("input"); input.name = name; input.value = value; form.append(input);
          document.body.append(form);
          return new Promise(done => { frame.onload = done; form.submit(); });
        }
        function image(path) { return new Promise(done => { const i = new Image(); i.onload = i.onerror = done; i.src = base + path; }); }
        (async () => {
          const read = [];
          for (const [method, path, body] of attempts) {
            for (const type of ["text/plain", "application/json", "application/x-www-form-urlencoded"]) {
              for (const mode of ["cors", "no-cors"]) {
                try {
                  const answer = await fetch(base + path, { method, mode, body, headers: body ? { "Content-Type": type } : {} });
                  if (answer.ok) read.push(method + " " + path + " " + mode + " " + type + " " + await answer.text());
                } catch { /* The browser kept the answer from the page. */ }
              }
            }
          }
          if ({forms}) {
            const publish = '{"messages":[{"attributes":{"a":"';
            for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
              await form(t + ":publish", type, publish, '"}}]}');
            await image(s + ":pull?maxMessages=10");
            await image("/v1/projects/test/topics");
          }
          await fetch("/report", { method: "POST", body: JSON.stringify(read) });
        })();
        </script>
        """;

    public BrowserTests() => Assert.SkipUnless(Browser.IsThere, "chromium is not installed.");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_page_of_another_origin_executes_and_reads_nothing(string site)
    {
        await using var live = await StartAsync([]);
        await using var page = new PageServer(site, Filled(live, forms: true));

        await using (Browser.Open(page.Origin))
        {
            JsonSerializer.Deserialize<string[]>(await page.ReportAsync())!.ShouldBeEmpty("an answer reached the page");
        }

        var pulled = await live.Subscriber.PullAsync(new PullRequest { Subscription = LiveEmulator.Subscription(), MaxMessages = 10 });
        pulled.ReceivedMessages.Select(m => m.Message.Attributes["by"]).ShouldBe(["test"], "nothing was published, taken or purged");
        (await live.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = LiveEmulator.Subscription() })).PushConfig.PushEndpoint.ShouldBeEmpty();
        (await live.Publisher.ListTopicsAsync(new ListTopicsRequest { Project = LiveEmulator.Project })).Topics.Select(t => t.Name).ShouldBe([LiveEmulator.Topic()]);
    }

    [Fact]
    public async Task An_allowed_page_does_everything_and_reads_the_answers()
    {
        await using var page = new PageServer("localhost", "");
        await using var live = await StartAsync([page.Origin]);
        page.Serve(Filled(live, forms: false));

        await using (Browser.Open(page.Origin))
        {
            var read = JsonSerializer.Deserialize<string[]>(await page.ReportAsync())!;
            // text/plain is what fetch() calls a body of text by itself.
            foreach (var type in (string[])["text/plain", "application/json", "application/x-www-form-urlencoded"])
            {
                read.ShouldContain(line => line.Contains($":publish cors {type} ", StringComparison.Ordinal) && line.Contains("messageIds", StringComparison.Ordinal));
            }

            read.ShouldContain(line => line.StartsWith("DELETE /emulator/v1/projects/test cors", StringComparison.Ordinal));
        }
    }

    private static string Filled(LiveEmulator live, bool forms) => Page
        .Replace("{base}", $"http://localhost:{live.Emulator.Port}", StringComparison.Ordinal)
        .Replace("{forms}", forms ? "true" : "false", StringComparison.Ordinal);

    private static async Task<LiveEmulator> StartAsync(IReadOnlyList<string> origins)
    {
        var live = await LiveEmulator.StartAsync(new PubSubEmulatorOptions { Web = new WebAccess { AllowedOrigins = origins } });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync(new PubsubMessage { Attributes = { ["by"] = "test" } });
        return live;
    }
}
