using PubSubLab.Emulator;
using PubSubLab.Lab;

namespace PubSubLab.Embedded;

/// <summary>A YAML file with what an emulator is to begin with; every error names the file.</summary>
internal sealed class TopologyFile
{
    private readonly string _path;
    private readonly EmulatorTopology _topology;

    private TopologyFile(string path, EmulatorTopology topology)
    {
        _path = path;
        _topology = topology;
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="LabException">It cannot be read, or says something that a topology cannot say.</exception>
    public static TopologyFile Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new LabException($"\"{path}\" of --config is a directory. Name a YAML file.");
        }

        try
        {
            return new TopologyFile(path, EmulatorTopology.ReadFile(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new LabException($"The file \"{path}\" of --config cannot be read: {e.Message}", e);
        }
        catch (TopologyException e)
        {
            throw Wrong(path, e);
        }
    }

    /// <summary>Creates what it says.</summary>
    /// <exception cref="LabException">The emulator refuses something of it.</exception>
    public void Create(PubSubEmulator emulator)
    {
        try
        {
            emulator.Create(_topology);
        }
        catch (TopologyException e)
        {
            throw Wrong(_path, e);
        }
    }

    private static LabException Wrong(string path, TopologyException e) => new($"{path}, {e.Message}", e);
}
