using PubSubLab.Handlers;

namespace PubSubLab.Lab.Handlers.Loading;

/// <summary>A handler class of a person's assembly.</summary>
/// <param name="Type">The class.</param>
/// <param name="File">The assembly's file name.</param>
/// <param name="Time">The clock of the limit for its constructor.</param>
internal sealed record OwnHandler(Type Type, string File, TimeProvider Time)
{
    /// <summary>Time limit of a constructor.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => BaseHandler.NameOf(Type);

    /// <summary>Makes one.</summary>
    /// <exception cref="LabException">The constructor throws, or does not return in time.</exception>
    public async Task<WorkerHandler> CreateAsync(CancellationToken cancellation)
    {
        if (Type.GetConstructor(System.Type.EmptyTypes) is null)
        {
            throw new LabException($"{Type.Name} of {File} has no public constructor without parameters; give it one.");
        }

        // A thread of its own: a constructor that never returns would hold one of the pool's, and nothing can end it.
        var made = new TaskCompletionSource<WorkerHandler>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Make(made)) { IsBackground = true, Name = $"Constructor of {Type.Name}" }.Start();
        try
        {
            return await made.Task.WaitAsync(Patience, Time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new LabException($"The constructor of {Type.Name} in {File} has not returned after {Durations.Format(Patience)}; move its work into HandleAsync.", e);
        }
    }

    private void Make(TaskCompletionSource<WorkerHandler> made)
    {
        try
        {
            made.SetResult(HandlerConsole.Run(() => WorkerHandler.Of((BaseHandler)Activator.CreateInstance(Type)!)));
        }
        catch (Exception e)
        {
            // A person's own code may throw anything, and the lab goes on.
            made.SetException(new LabException($"The constructor of {Type.Name} in {File} failed: {LoadFailure.Sentence(e)}", e));
        }
    }
}
