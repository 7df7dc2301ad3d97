using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PubSubLab.Lab.Publishing;

/// <summary>The values of the placeholders for one message.</summary>
/// <param name="Number">The task's number.</param>
/// <param name="Now">The time.</param>
/// <param name="Uuid">The UUID.</param>
/// <param name="User">The user; empty for none.</param>
internal sealed record PlaceholderValues(int Number, DateTimeOffset Now, Guid Uuid, string User)
{
    /// <summary>The text with values instead of placeholders.</summary>
    public string Fill(string text) => Placeholder.FindIn(text) is null ? text : Fill(text, v => v, out _);

    /// <summary>As <see cref="Fill(string)"/>, with values that keep a JSON string whole.</summary>
    /// <param name="text">The text.</param>
    /// <param name="filled">The places of the filled placeholders, before and after.</param>
    public string FillJson(string text, out IReadOnlyList<Filled> filled) => Fill(text, v => JsonEncodedText.Encode(v).ToString(), out filled);

    private string Fill(string text, Func<string, string> shape, out IReadOnlyList<Filled> filled)
    {
        var (places, result, from) = (new List<Filled>(), new StringBuilder(text.Length), 0);
        while (Placeholder.FindIn(text, from) is var (at, placeholder))
        {
            var value = shape(ValueOf(placeholder));
            result.Append(text, from, at - from);
            places.Add(new Filled(result.Length, value.Length, at, placeholder.Text.Length));
            result.Append(value);
            from = at + placeholder.Text.Length;
        }

        filled = places;
        return places.Count == 0 ? text : result.Append(text, from, text.Length - from).ToString();
    }

    private string ValueOf(Placeholder placeholder) =>
        placeholder == Placeholder.Number ? Number.ToString(CultureInfo.InvariantCulture)
        : placeholder == Placeholder.Uuid ? Uuid.ToString()
        : placeholder == Placeholder.Now ? Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : User;

    /// <summary>A filled placeholder.</summary>
    /// <param name="At">Index in the filled text.</param>
    /// <param name="Length">Length there.</param>
    /// <param name="Was">Index in the draft.</param>
    /// <param name="WasLength">Length there.</param>
    internal readonly record struct Filled(int At, int Length, int Was, int WasLength);
}
