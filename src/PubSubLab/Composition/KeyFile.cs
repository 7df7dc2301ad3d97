using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using PubSubLab.Lab;

namespace PubSubLab.Composition;

/// <summary>A service account's key file.</summary>
internal static class KeyFile
{
    /// <summary>Reads a key.</summary>
    /// <param name="setting">The setting that names the file, for the sentence.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="LabException">The file is not there, cannot be read, or is no service account's key.</exception>
    public static GoogleCredential Read(string setting, string path)
    {
        const string how = "Download a JSON key of a service account (docs/google-cloud.md shows how) and name it in dev.env.";
        try
        {
            return CredentialFactory.FromFile<ServiceAccountCredential>(path).ToGoogleCredential();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LabException($"{setting} is '{path}', and there is no such file. {how}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{setting} is '{path}', which cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or JsonException or Newtonsoft.Json.JsonException)
        {
            // Not the parser's own words: they may quote the key.
            throw new LabException($"{setting} is '{path}', which is not the key of a service account{KindOf(path)}. {how}", e);
        }
    }

    /// <summary>What the file says of itself, where it says anything.</summary>
    private static string KindOf(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
                ? $" (its type is '{type.GetString()}')"
                : " (it has no type)";
        }
        catch (JsonException)
        {
            return " (it is not JSON)";
        }
    }
}
