namespace PubSubLab.Lab.Handlers.Loading;

/// <summary>The handlers of a person's assemblies. Safe to use from any thread.</summary>
/// <param name="files">The assemblies' paths.</param>
/// <param name="isBuiltIn">Tells whether the lab has a handler of that name.</param>
/// <param name="time">The clock of the limit for a constructor.</param>
internal sealed class OwnHandlers(IReadOnlyList<string> files, Func<string, bool> isBuiltIn, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<HandlerFile> _files = [.. files.Select(f => new HandlerFile(f, time))];
    private volatile Dictionary<string, OwnHandler> _handlers = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<HandlerProblem> _problems = [];
    private Task<HandlerLoad>? _last;

    public IReadOnlyList<string> Files => files;

    public IReadOnlyCollection<string> Names => _handlers.Keys;

    public OwnHandler? Find(string name) => _handlers.GetValueOrDefault(name.ToLowerInvariant());

    /// <summary>Why a handler of that name cannot be used; null where nothing is known about it.</summary>
    public string? ProblemOf(string name) => _problems.FirstOrDefault(p => p.Handler == name)?.Sentence;

    /// <summary>Reads the files, one call after the other.</summary>
    public Task<HandlerLoad> LoadAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return _last = LoadAfterAsync(_last ?? Task.CompletedTask, cancellation);
        }
    }

    private async Task<HandlerLoad> LoadAfterAsync(Task before, CancellationToken cancellation)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var problems = new List<HandlerProblem>();
        var handlers = new Dictionary<string, OwnHandler>(StringComparer.Ordinal);
        foreach (var file in _files)
        {
            if (file.Load() is { } reason)
            {
                problems.Add(new HandlerProblem(null, reason));
            }

            foreach (var handler in file.Handlers)
            {
                if (WhyTaken(handler, handlers) is { } taken)
                {
                    problems.Add(new HandlerProblem(handler.Name, taken));
                }
                else if (await WhyNotAsync(handler, cancellation) is { } broken)
                {
                    problems.Add(new HandlerProblem(handler.Name, broken));
                }
                else
                {
                    handlers.Add(handler.Name, handler);
                }
            }
        }

        (_handlers, _problems) = (handlers, problems);
        return new HandlerLoad([.. handlers.Keys.Order(StringComparer.Ordinal)], problems);
    }

    private string? WhyTaken(OwnHandler handler, Dictionary<string, OwnHandler> sooner) =>
        isBuiltIn(handler.Name) ? $"{handler.Type.Name} of {handler.File} is not used: the lab has a handler '{handler.Name}'. Give the class another name."
        : sooner.TryGetValue(handler.Name, out var other) ? $"{handler.Type.FullName} of {handler.File} is not used: {other.Type.FullName} of {other.File} has the name '{handler.Name}' too. Give one another name."
        : null;

    /// <summary>Makes one on trial: a constructor that throws or hangs is better known now than when a worker is spawned.</summary>
    private static async Task<string?> WhyNotAsync(OwnHandler handler, CancellationToken cancellation)
    {
        try
        {
            _ = await handler.CreateAsync(cancellation);
            return null;
        }
        catch (LabException e)
        {
            return e.Message;
        }
    }
}
