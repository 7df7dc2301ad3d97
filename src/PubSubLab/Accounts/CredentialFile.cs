using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using PubSubLab.Lab;

namespace PubSubLab.Accounts;

/// <summary>A file with credentials of any type that Google's library loads.</summary>
internal static class CredentialFile
{
    private const string HowTo = "docs/google-cloud.md shows which files there are, and how to work without any.";

    private static readonly string[] s_types =
    [
        JsonCredentialParameters.ServiceAccountCredentialType, JsonCredentialParameters.AuthorizedUserCredentialType,
        JsonCredentialParameters.ImpersonatedServiceAccountCredentialType, JsonCredentialParameters.ExternalAccountCredentialType,
        JsonCredentialParameters.ExternalAccountAuthorizedUserCredentialType,
    ];

    /// <summary>Reads credentials.</summary>
    /// <param name="setting">The setting that names the file, for the sentence.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="LabException">The file is not there, cannot be read, or holds no credentials.</exception>
    public static GoogleCredential Read(string setting, string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LabException($"{setting} is '{path}', and there is no such file. {HowTo}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{setting} is '{path}', which cannot be read: {e.Message}", e);
        }

        var type = TypeOf(text, out var kind);
        if (type is null || !s_types.Contains(type, StringComparer.Ordinal))
        {
            throw new LabException($"{setting} is '{path}', which holds no credentials that the lab can use ({kind}). {HowTo}");
        }

        try
        {
            return CredentialFactory.FromJson(text, type);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or JsonException or Newtonsoft.Json.JsonException or System.Security.Cryptography.CryptographicException)
        {
            // Not the parser's own words: they may quote the key.
            throw new LabException($"{setting} is '{path}', which is damaged ({kind}): a part is missing or cannot be read. Get the file again.", e);
        }
    }

    /// <summary>The type that the file declares.</summary>
    /// <param name="text">The file.</param>
    /// <param name="kind">The same in words, for a sentence.</param>
    private static string? TypeOf(string text, out string kind)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var type = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("type", out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
            kind = type is null ? "it has no type" : $"its type is '{OutsideText.Printable(type)}'";
            return type;
        }
        catch (JsonException)
        {
            kind = "it is not JSON";
            return null;
        }
    }
}
