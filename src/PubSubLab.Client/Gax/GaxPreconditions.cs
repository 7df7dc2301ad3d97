using System.Diagnostics.CodeAnalysis;

namespace Google.Api.Gax;

/// <summary>The checks that the API makes on its arguments and its state, with the exceptions that it documents.</summary>
internal static class GaxPreconditions
{
    internal static T CheckNotNull<T>([NotNull] T? argument, string paramName)
        where T : class => argument ?? throw new ArgumentNullException(paramName);

    internal static string CheckNotNullOrEmpty([NotNull] string? argument, string paramName)
    {
        ArgumentException.ThrowIfNullOrEmpty(argument, paramName);
        return argument;
    }

    internal static T CheckArgumentRange<T>(T argument, string paramName, T min, T max)
        where T : IComparable<T> =>
        argument.CompareTo(min) >= 0 && argument.CompareTo(max) <= 0
            ? argument
            : throw new ArgumentOutOfRangeException(paramName, argument, $"{paramName} is {argument}; it can be {min} to {max}.");

    internal static long? CheckNonNegative(long? argument, string paramName) =>
        argument is < 0
            ? throw new ArgumentOutOfRangeException(paramName, argument, $"{paramName} is {argument}; it cannot be negative.")
            : argument;

    internal static TimeSpan CheckNonNegativeDelay(TimeSpan value, string paramName) =>
        value < TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(paramName, value, $"{paramName} is {value}; it cannot be negative.")
            : value;

    internal static T CheckEnumValue<T>(T argument, string paramName)
        where T : struct, Enum =>
        Enum.IsDefined(argument) ? argument : throw new ArgumentException($"{argument} is not one of the values of {typeof(T).Name}.", paramName);

    internal static void CheckState(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidOperationException(message);
        }
    }

    internal static void CheckArgument(bool condition, string paramName, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message, paramName);
        }
    }
}
