namespace Google.Api.Gax;

/// <summary>Where the clients read the time; tests put a clock of their own here.</summary>
public interface IClock
{
    /// <summary>The current time, of kind <see cref="DateTimeKind.Utc"/>.</summary>
    DateTime GetCurrentDateTimeUtc();
}
