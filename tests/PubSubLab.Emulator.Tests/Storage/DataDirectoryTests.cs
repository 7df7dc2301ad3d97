using Microsoft.Data.Sqlite;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Storage;

/// <summary>A directory that cannot be used is refused in a sentence with its name, the reason and a way out, and nothing in it changes.</summary>
public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    private string File => Path.Combine(_disk.Data, "pubsublab.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _disk.Dispose();
    }

    [Fact]
    public async Task Another_emulator_uses_it()
    {
        await using var first = await StartAsync();

        await RefusedAsync($"process {Environment.ProcessId} uses it");
    }

    [Fact]
    public async Task It_has_files_of_another_program()
    {
        Directory.CreateDirectory(_disk.Data);
        await System.IO.File.WriteAllTextAsync(Path.Combine(_disk.Data, "notes.txt"), "mine");

        await RefusedAsync("it contains notes.txt");

        Directory.GetFiles(_disk.Data).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task It_is_a_file()
    {
        await System.IO.File.WriteAllTextAsync(_disk.Data, "mine");

        await RefusedAsync("it is a file");
    }

    [Fact]
    public async Task It_has_the_database_of_another_program()
    {
        Directory.CreateDirectory(_disk.Data);
        Change("CREATE TABLE x (a)");

        await RefusedAsync("is the database of another program");
    }

    [Fact]
    public async Task It_is_of_a_newer_version()
    {
        await (await StartAsync()).DisposeAsync();
        Change("PRAGMA user_version = 99");

        await RefusedAsync("has format 99");
    }

    [Fact]
    public async Task Its_file_is_no_database()
    {
        Directory.CreateDirectory(_disk.Data);
        await System.IO.File.WriteAllTextAsync(File, new string('x', 10_000));

        await RefusedAsync("the file is not an SQLite database");
    }

    [Fact]
    public async Task A_page_is_damaged()
    {
        await using (var live = await LiveEmulator.StartAsync(new PubSubEmulatorOptions { DataDirectory = _disk.Data }))
        {
            await live.CreateTopicAsync();
            await live.CreateSubscriptionAsync();
            await live.PublishAsync([.. Enumerable.Range(0, 500).Select(static i => $"message {i} {new string('x', 200)}")]);
        }

        await using (var file = System.IO.File.OpenWrite(File))
        {
            file.Position = file.Length - 8192;
            file.Write(new byte[8192]);
        }

        (await RefusedAsync("the file is damaged: the table messages cannot be read after message ")).ShouldContain(".clone");
    }

    [Fact]
    public async Task An_emulator_that_ends_well_leaves_it_free()
    {
        await (await StartAsync()).DisposeAsync();
        await (await StartAsync()).DisposeAsync();

        System.IO.File.Exists(Path.Combine(_disk.Data, "pid")).ShouldBeFalse();
    }

    private Task<PubSubEmulator> StartAsync() => PubSubEmulator.StartAsync(new PubSubEmulatorOptions { DataDirectory = _disk.Data });

    private async Task<string> RefusedAsync(string reason)
    {
        var refused = await Should.ThrowAsync<DataDirectoryException>(StartAsync);
        refused.Message.ShouldStartWith($"The data directory {_disk.Data} cannot be used: ");
        refused.Message.ShouldContain(reason);
        refused.Message.ShouldEndWith(".");
        return refused.Message;
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
