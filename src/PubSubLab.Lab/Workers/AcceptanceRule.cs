using PubSubLab.Handlers;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Workers;

/// <summary>Which tasks a worker keeps; the rest it nacks, so that another worker of the subscription can have them.</summary>
public abstract record AcceptanceRule
{
    /// <summary>Takes every task.</summary>
    public static AcceptanceRule Everything { get; } = new AcceptEverything();

    /// <summary>Takes the tasks of these users, nacks those of other users and those without <c>user_id</c>.</summary>
    public static AcceptanceRule Users(params IEnumerable<string> userIds)
    {
        var set = userIds.ToHashSet(StringComparer.Ordinal);
        return set.Count == 0 ? throw new LabException("A worker for users needs at least one user_id.") : new AcceptUsers(set);
    }

    /// <summary>The text in a worker's row.</summary>
    public abstract string Label { get; }

    /// <summary>The rule as the journal records it.</summary>
    public Acceptance Acceptance => new(Label);

    /// <summary>The users it keeps tasks of; empty where it keeps every task.</summary>
    public virtual IReadOnlyCollection<string> UserIds => [];

    /// <summary>Null where the task is accepted, else why the worker does not keep it.</summary>
    public abstract NotAccepted? Refuse(LabTask task, string worker);

    private sealed record AcceptEverything : AcceptanceRule
    {
        public override string Label => Acceptance.Everything.Label;

        public override NotAccepted? Refuse(LabTask task, string worker) => null;
    }

    private sealed record AcceptUsers(HashSet<string> Ids) : AcceptanceRule
    {
        public override IReadOnlyCollection<string> UserIds => Ids;

        public override string Label => Ids.Count == 1 ? $"user {Ids.First()}" : $"{Ids.Count} users";

        public override NotAccepted? Refuse(LabTask task, string worker) =>
            task.UserId is { } id && Ids.Contains(id) ? null : new NotAccepted(task.UserId, worker, Names);

        private string Names => Ids.Count <= 3 ? string.Join(", ", Ids) : $"{Ids.Count} others";
    }
}
