using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PubSubLab.Emulator.Tests.Web;

/// <summary>A site of one page, which posts to <c>/report</c> what its script came to.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TaskCompletionSource<string> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _page;
    private readonly Task _run;

    /// <param name="host">localhost or 127.0.0.1: the site's name.</param>
    /// <param name="page">Its HTML.</param>
    public PageServer(string host, string page)
    {
        _page = page;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Origin = $"http://{host}:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"{Origin}/");
        _listener.Start();
        _run = RunAsync();
    }

    public string Origin { get; }

    /// <summary>Serves another page from now on.</summary>
    public void Serve(string page) => _page = page;

    /// <summary>The page's report.</summary>
    public Task<string> ReportAsync() => _report.Task.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _run;
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                if (context.Request.Url!.AbsolutePath == "/report")
                {
                    using var reader = new StreamReader(context.Request.InputStream);
                    _report.TrySetResult(await reader.ReadToEndAsync());
                }
                else
                {
                    context.Response.ContentType = "text/html; charset=utf-8";
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(_page));
                }

                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The listener was closed.
        }
    }
}
