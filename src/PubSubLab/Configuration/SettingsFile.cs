using DotNetEnv;

namespace PubSubLab.Configuration;

/// <summary><c>dev.env</c>: where it is looked for, and what stands in it.</summary>
internal sealed record SettingsFile(string? Path, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The file's name.</summary>
    public const string Name = "dev.env";

    /// <summary>Reads the named file, or the first <c>dev.env</c> in the folder and those above it. Nothing is put into the environment.</summary>
    /// <exception cref="SettingsException">The named file is not there, or it cannot be read.</exception>
    public static SettingsFile Read(string? named, string folder)
    {
        if (named is not null && !System.IO.File.Exists(named))
        {
            throw new SettingsException([$"--env-file is '{named}', and there is no such file. Name one made from dev.env.template, or leave the option out."]);
        }

        var path = named is not null ? System.IO.Path.GetFullPath(named) : Find(folder);
        if (path is null)
        {
            return new SettingsFile(null, new Dictionary<string, string>());
        }

        try
        {
            var pairs = Env.LoadContents(System.IO.File.ReadAllText(path), new LoadOptions(setEnvVars: false));
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in pairs)
            {
                values[key] = value;
            }

            return new SettingsFile(path, values);
        }
        catch (Sprache.ParseException e)
        {
            // Not the parser's own words: they quote the file, and a file of settings may hold a password.
            throw new SettingsException([$"{path} is not right at line {e.Position?.Line}. It has one KEY=value a line; dev.env.template shows all of them."]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"{path} cannot be read: {e.Message}"]);
        }
    }

    private static string? Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var candidate = System.IO.Path.Combine(at.FullName, Name);
            if (System.IO.File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
