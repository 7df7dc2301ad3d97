using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>The handlers by the names of tasks.</summary>
/// <param name="handlers">The names of the handlers: each is a task's name too.</param>
/// <param name="mapped">Handlers by other names of tasks, as <c>proj.tasks.add</c>.</param>
internal sealed class TaskNames(IReadOnlyCollection<string> handlers, IReadOnlyDictionary<string, string> mapped)
{
    /// <summary>Stands for every name that has no handler of its own.</summary>
    public const string Any = "*";

    /// <summary>The names for a worker.</summary>
    public static TaskNames Of(CeleryOptions options, SubscribeOptions subscribe) => new(subscribe.Handlers ?? HandlerCatalog.BuiltIn, options.HandlerOfTask);

    /// <summary>The names that a worker answers to.</summary>
    public IReadOnlyCollection<string> All => [.. handlers.Concat(mapped.Keys).Distinct()];

    /// <summary>The handler for a task.</summary>
    /// <exception cref="RefusedMessageException">There is none.</exception>
    public string HandlerOf(string name, string id)
    {
        var handler = mapped.TryGetValue(name, out var other) ? other : handlers.Contains(name) ? name : mapped.GetValueOrDefault(Any, name);
        if (handlers.Contains(handler))
        {
            return handler;
        }

        var sentence = handler == name ? $"there is no handler for the task '{name}'" : $"there is no handler '{handler}', to which CELERY_TASKS maps the task '{name}'";
        throw new RefusedMessageException("NotRegistered", $"{sentence}; there are {string.Join(", ", handlers)}. Map it with CELERY_TASKS={name}=HANDLER", id)
        {
            Argument = name,
        };
    }
}
