using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Tests.Support;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Tests.Handlers;

public sealed class OwnHandlersTests
{
    private const string Hello = "System.Console.WriteLine(\"hello\");";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_of_a_file_is_in_the_list_and_handles()
    {
        using var team = new TeamAssembly().Compile(TeamAssembly.Handler("ResizeHandler", "throw new PubSubLab.Handlers.HandlerFailedException(task.Text);"));
        var catalog = new HandlerCatalog(files: [team.File]);

        var load = await catalog.LoadAsync(Cancellation);

        load.Names.ShouldBe(["resize"]);
        load.Problems.ShouldBeEmpty();
        catalog.Names.ShouldBe(["echo", "flaky", "resize", "slow"]);
        catalog.FileOf("resize").ShouldBe("Team.dll");
        await using var lab = await OpenAsync(catalog);
        var worker = await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "resize" }, Cancellation);
        worker.Handler.Label.ShouldBe("Resize");
        await PublishAsync(lab);
        await Eventually.HoldsAsync(() => Data(lab, LabEventKind.Nacked).Any(), "a nack");

        Data(lab, LabEventKind.Nacked).First().ShouldBe(new HandlerFailed("""{"a":1}"""));
    }

    public static TheoryData<string, string> Unusable() => new()
    {
        { "missing", "The handlers' file '*Team.dll' does not exist; build it, and give the path of the .dll in bin." },
        { "folder", "'*Team.dll' is a folder; give the path of a .dll with handlers." },
        { "text", "Team.dll is not a .NET assembly, or a build is still writing it; give the .dll that dotnet build leaves in bin." },
        { "empty", "Team.dll is not a .NET assembly, or a build is still writing it; give the .dll that dotnet build leaves in bin." },
        { "half", "Team.dll is not a .NET assembly, or a build is still writing it; give the .dll that dotnet build leaves in bin." },
        { "framework", "Team.dll is built for .NET Framework 4.7.2, and this lab runs on .NET 10.0; build it for net10.0." },
        { "newer", "Team.dll is built for .NET 99.0, and this lab runs on .NET 10.0; build it for net10.0." },
        { "reference", "Team.dll is a reference assembly, which has no code; give the one in bin." },
        { "processor", "Team.dll is built for *, and this lab runs on *; build it for AnyCPU." },
        { "package", "Team.dll uses PubSubLab.Handlers 99.0.0, and this lab has 0.1.0; update the lab, or use that version of the package." },
        { "unrelated", "Team.dll has no handler: it does not use the package PubSubLab.Handlers." },
        { "none", "Team.dll has no handler: no class in it derives from BaseHandler." },
        { "base class missing", "Team.dll cannot be loaded in all: it needs Missing 0.0.0.0, which is not beside it; set EnableDynamicLoading in its project and build again." },
        { "constructor throws", "The constructor of BadHandler in Team.dll failed: InvalidOperationException: no settings." },
        { "static constructor throws", "The constructor of BadHandler in Team.dll failed: InvalidOperationException: no settings." },
        { "module throws", "The constructor of BadHandler in Team.dll failed: InvalidOperationException: no settings." },
        { "no constructor", "BadHandler of Team.dll has no public constructor without parameters; give it one." },
        { "needs missing", "The constructor of BadHandler in Team.dll failed: it needs Missing 0.0.0.0, which is not beside it; set EnableDynamicLoading in its project and build again." },
        { "built in", "EchoHandler of Team.dll is not used: the lab has a handler 'echo'. Give the class another name." },
        { "twice", "B.BadHandler of Team.dll is not used: A.BadHandler of Team.dll has the name 'bad' too. Give one another name." },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_file_that_cannot_be_used_is_one_sentence_and_the_lab_goes_on(string what, string sentence)
    {
        using var team = new TeamAssembly();
        Write(team, what);
        var catalog = new HandlerCatalog(files: [team.File]);

        var load = await catalog.LoadAsync(Cancellation);

        var problem = load.Problems.ShouldHaveSingleItem().Sentence;
        problem.ShouldMatch($"^{System.Text.RegularExpressions.Regex.Escape(sentence).Replace("\\*", ".*", StringComparison.Ordinal)}$");
        catalog.Names.Except(["bad"]).ShouldBe(["echo", "flaky", "slow"]);
        (await catalog.CreateAsync("echo", Cancellation)).Code.ShouldBeOfType<EchoHandler>();
    }

    [Fact]
    public async Task A_constructor_that_does_not_return_is_given_up_after_five_seconds()
    {
        using var team = new TeamAssembly().Compile($$"""
            {{TeamAssembly.Handler("BadHandler", "", "public BadHandler() { ((System.Threading.ManualResetEventSlim)System.AppContext.GetData(\"bad\")).Wait(); }")}}
            {{TeamAssembly.Handler("GoodHandler")}}
            """);
        using var gate = new ManualResetEventSlim();
        AppContext.SetData("bad", gate);
        var time = new WatchedTime();
        var catalog = new HandlerCatalog(files: [team.File], time: time);

        var loading = catalog.LoadAsync(Cancellation);
        // The good one has five seconds too, so time moves once.
        await Eventually.HoldsAsync(() => time.HasTimerOf(TimeSpan.FromSeconds(5)), "the first constructor is waited for");
        time.Advance(TimeSpan.FromSeconds(5));
        var load = await loading.EndsAsync();
        gate.Set();

        load.Names.ShouldBe(["good"]);
        load.Problems.ShouldHaveSingleItem().Sentence
            .ShouldBe("The constructor of BadHandler in Team.dll has not returned after 5 s; move its work into HandleAsync.");
        (await Should.ThrowAsync<LabException>(() => catalog.CreateAsync("bad", Cancellation))).Message.ShouldContain("has not returned after 5 s");
    }

    [Fact]
    public async Task After_a_reload_later_workers_have_the_new_code_and_earlier_ones_the_old()
    {
        using var team = new TeamAssembly().Compile(TeamAssembly.Handler("ResizeHandler", "", "public override string Label => \"one\";"));
        var catalog = new HandlerCatalog(files: [team.File]);
        await catalog.LoadAsync(Cancellation);
        await using var lab = await OpenAsync(catalog);
        var first = await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "resize" }, Cancellation);

        team.Compile(TeamAssembly.Handler("ResizeHandler", "", "public override string Label => \"two\";"));
        (await catalog.LoadAsync(Cancellation)).Problems.ShouldBeEmpty();
        var second = await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "resize" }, Cancellation);

        (first.Handler.Label, second.Handler.Label).ShouldBe(("one", "two"));
        (catalog.IsCurrent(first.Handler), catalog.IsCurrent(second.Handler)).ShouldBe((false, true));

        await lab.Workers.SwitchHandlerAsync("resize", first.Name, Cancellation);
        first.Handler.Label.ShouldBe("two");
    }

    [Fact]
    public async Task A_switch_to_new_code_of_the_same_name_and_label_takes_it()
    {
        using var team = new TeamAssembly().Compile(TeamAssembly.Handler("ResizeHandler"));
        var catalog = new HandlerCatalog(files: [team.File]);
        await catalog.LoadAsync(Cancellation);
        await using var lab = await OpenAsync(catalog);
        var worker = await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "resize" }, Cancellation);

        await catalog.LoadAsync(Cancellation);
        await lab.Workers.SwitchHandlerAsync("resize", worker.Name, Cancellation);

        catalog.IsCurrent(worker.Handler).ShouldBeTrue();
    }

    [Fact]
    public async Task Where_a_build_left_nothing_usable_the_handlers_loaded_before_stay()
    {
        using var team = new TeamAssembly().Compile(TeamAssembly.Handler("ResizeHandler"));
        var catalog = new HandlerCatalog(files: [team.File]);
        await catalog.LoadAsync(Cancellation);

        File.WriteAllText(team.File, "half");
        var load = await catalog.LoadAsync(Cancellation);

        load.Names.ShouldBe(["resize"]);
        load.Problems.ShouldHaveSingleItem().Sentence.ShouldEndWith("Its handlers that were loaded before stay.");
        (await catalog.CreateAsync("resize", Cancellation)).Label.ShouldBe("Resize");
    }

    [Fact]
    public async Task Old_code_is_collected_when_no_worker_has_it()
    {
        using var team = new TeamAssembly().Compile(TeamAssembly.Handler("ResizeHandler"));
        var catalog = new HandlerCatalog(files: [team.File]);
        var old = await LoadAndMakeAsync(catalog);

        await catalog.LoadAsync(Cancellation);

        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !old.IsAlive;
            }, "the end of the old code");
    }

    [Fact]
    public async Task What_a_handler_prints_is_a_line_of_the_log_and_not_of_the_console()
    {
        using var team = new TeamAssembly().Compile(TeamAssembly.Handler("ResizeHandler", $"{Hello} System.Console.Error.Write(\"wor\"); System.Console.Error.Write(\"ld\");"));
        var catalog = new HandlerCatalog(files: [team.File]);
        await catalog.LoadAsync(Cancellation);
        await using var lab = await OpenAsync(catalog);
        using (HandlerConsole.Capture())
        {
            await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "resize" }, Cancellation);
            await PublishAsync(lab);
            await Eventually.HoldsAsync(() => Data(lab, LabEventKind.Acked).Any(), "an ack");
        }

        Data(lab, LabEventKind.Note).ShouldBe([new Reason("prints: hello"), new Reason("prints: world")]);
        lab.Journal.ReadAll().Where(e => e.Kind == LabEventKind.Note).ShouldAllBe(e => e.Worker == "w1" && e.Message != null);
    }

    [Fact]
    public async Task A_label_that_throws_is_replaced_by_the_name()
    {
        using var team = new TeamAssembly().Compile(TeamAssembly.Handler("ResizeHandler", "", "public override string Label => throw new System.Exception();"));
        var catalog = new HandlerCatalog(files: [team.File]);
        (await catalog.LoadAsync(Cancellation)).Problems.ShouldBeEmpty();

        (await catalog.CreateAsync("resize", Cancellation)).Label.ShouldBe("resize");
    }

    [Fact]
    public async Task An_assembly_beside_it_is_found()
    {
        var beside = TeamAssembly.Image("Beside", "public static class Beside { public static string Label => \"beside\"; }");
        using var team = new TeamAssembly().Compile(
            TeamAssembly.Handler("ResizeHandler", "", "public override string Label => Beside.Label;"), Platform.AnyCpu, MetadataReference.CreateFromImage(beside));
        File.WriteAllBytes(Path.Combine(team.Folder, "Beside.dll"), beside);
        var catalog = new HandlerCatalog(files: [team.File]);
        await catalog.LoadAsync(Cancellation);

        (await catalog.CreateAsync("resize", Cancellation)).Label.ShouldBe("beside");
    }

    [Fact]
    public async Task An_experiment_file_takes_own_handlers()
    {
        using var team = new TeamAssembly().Compile(TeamAssembly.Handler("ResizeHandler"));
        var catalog = new HandlerCatalog(files: [team.File]);
        await catalog.LoadAsync(Cancellation);
        const string Text = """
            name: own
            subscriptions:
              - name: all
            workers:
              - subscription: all
                handler: resize
            traffic:
              - count: 3
            expect:
              - acked: 3
            """;

        Should.Throw<LabException>(() => FileExperiment.Parse(Text, "own.yaml")).Message.ShouldContain("there is no handler 'resize'");
        FileExperiment.Parse(Text, "own.yaml", handlers: catalog).Name.ShouldBe("own");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> LoadAndMakeAsync(HandlerCatalog catalog)
    {
        await catalog.LoadAsync(Cancellation);
        return new WeakReference(AssemblyLoadContext.GetLoadContext((await catalog.CreateAsync("resize", Cancellation)).Code.GetType().Assembly));
    }

    private static async Task<LabSession> OpenAsync(HandlerCatalog catalog)
    {
        var lab = new LabSession(new InMemoryTransport(TimeProvider.System), new LabJournal(TimeProvider.System), catalog);
        await lab.StartAsync(Cancellation);
        return lab;
    }

    private static Task<PublishProgress> PublishAsync(LabSession lab) => lab.Publisher.PublishAsync(new PublishOrder(new TaskDraft { Json = """{"a":1}""" }), null, Cancellation);

    private static IEnumerable<EventData?> Data(LabSession lab, LabEventKind kind) => lab.Journal.ReadAll().Where(e => e.Kind == kind).Select(e => e.Data);

    private static void Write(TeamAssembly team, string what)
    {
        const string Throws = "throw new System.InvalidOperationException(\"no settings\");";
        var missing = TeamAssembly.Image("Missing", "public class Missing { public static int Value; } public interface IMissing { }");
        var reference = MetadataReference.CreateFromImage(missing);
        var framework = TeamAssembly.Framework;
        switch (what)
        {
            case "missing":
                break;
            case "folder":
                Directory.CreateDirectory(team.File);
                break;
            case "text":
                File.WriteAllText(team.File, "MZ");
                break;
            case "empty":
                File.WriteAllText(team.File, "");
                break;
            case "half":
                team.Compile(TeamAssembly.Handler("BadHandler"));
                File.WriteAllBytes(team.File, File.ReadAllBytes(team.File)[..700]);
                break;
            case "framework":
                team.Compile($"{framework.Replace(".NETCoreApp,Version=v10.0", ".NETFramework,Version=v4.7.2", StringComparison.Ordinal)} {TeamAssembly.Handler("BadHandler")}");
                break;
            case "newer":
                team.Compile($"{framework.Replace("v10.0", "v99.0", StringComparison.Ordinal)} {TeamAssembly.Handler("BadHandler")}");
                break;
            case "reference":
                team.Compile($"[assembly: System.Runtime.CompilerServices.ReferenceAssembly] {TeamAssembly.Handler("BadHandler")}");
                break;
            case "processor":
                team.Compile(
                    TeamAssembly.Handler("BadHandler"),
                    System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? Platform.X64 : Platform.Arm64);
                break;
            case "package":
                File.WriteAllBytes(team.File, TeamAssembly.Image("Team", "public sealed class BadHandler : PubSubLab.Handlers.BaseHandler { }", Platform.AnyCpu, TeamAssembly.HandlersOfVersion("99.0.0.0")));
                break;
            case "unrelated":
                team.Compile("public class Other { }");
                break;
            case "none":
                team.Compile("public class Other { public PubSubLab.Handlers.LabTask Task; }");
                break;
            case "base class missing":
                team.Compile($"public class Other : Missing {{ }} {TeamAssembly.Handler("BadHandler")}", Platform.AnyCpu, reference);
                break;
            case "constructor throws":
                team.Compile(TeamAssembly.Handler("BadHandler", "", $"public BadHandler() {{ {Throws} }}"));
                break;
            case "static constructor throws":
                team.Compile(TeamAssembly.Handler("BadHandler", "", $"static BadHandler() {{ {Throws} }}"));
                break;
            case "module throws":
                team.Compile($"{TeamAssembly.Handler("BadHandler")} static class Start {{ [System.Runtime.CompilerServices.ModuleInitializer] internal static void Run() {{ {Throws} }} }}");
                break;
            case "no constructor":
                team.Compile(TeamAssembly.Handler("BadHandler", "", "public BadHandler(int size) { }"));
                break;
            case "needs missing":
                team.Compile(TeamAssembly.Handler("BadHandler", "", "public BadHandler() { Missing.Value++; }"), Platform.AnyCpu, reference);
                break;
            case "built in":
                team.Compile(TeamAssembly.Handler("EchoHandler"));
                break;
            case "twice":
                team.Compile($"namespace A {{ {TeamAssembly.Handler("BadHandler")} }} namespace B {{ {TeamAssembly.Handler("BadHandler")} }}");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }
    }

    /// <summary>Time that tells whether somebody waits for it.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly ConcurrentBag<TimeSpan> _timers = [];

        public bool HasTimerOf(TimeSpan wait) => _timers.Contains(wait);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _timers.Add(dueTime);
            return timer;
        }
    }
}
