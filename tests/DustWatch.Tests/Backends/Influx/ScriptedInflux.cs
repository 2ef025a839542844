using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using DustWatch.Backends.Influx;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>A server that answers writes as a test tells it to, and keeps the lines of those that it answers with 204.</summary>
internal sealed class ScriptedInflux : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<string> _stored = new();
    private readonly ConcurrentQueue<ScriptedWrite> _writes = new();

    private ScriptedInflux(WebApplication application) => _application = application;

    /// <summary>What a write is answered with; 204 until it is set.</summary>
    public Func<ScriptedWrite, Task<ScriptedAnswer>> Answer { get; set; } = _ => Task.FromResult(ScriptedAnswer.Stored);

    /// <summary>Lines that were answered with 204, in order.</summary>
    public IReadOnlyList<string> Stored => [.. _stored];

    /// <summary>Every write, in order.</summary>
    public IReadOnlyList<ScriptedWrite> Writes => [.. _writes];

    public InfluxOptions Options => new(new Uri(_application.Urls.Single()), InfluxApi.V2, "dust", "org 1", "dust", "t0ken") { IsCompressed = true };

    public static async Task<ScriptedInflux> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new ScriptedInflux(builder.Build());
        server._application.Run(server.TakeAsync);
        await server._application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // what it has not answered it never will
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body);
        var text = await reader.ReadToEndAsync();
        var write = new ScriptedWrite(_writes.Count + 1, $"{request.Path}{request.QueryString}", request.Headers.ContentEncoding.ToString(), request.Headers.Authorization.ToString(), text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        _writes.Enqueue(write);
        var answer = await Answer(write).WaitAsync(context.RequestAborted);
        if (answer.Status == 0)
        {
            context.Abort();
            return;
        }

        if (answer.Status == StatusCodes.Status204NoContent)
        {
            Array.ForEach(write.Lines, _stored.Enqueue);
        }

        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds;
        }

        if (answer.Body is { } body)
        {
            context.Response.ContentLength = body.Length + (answer.IsCut ? 100 : 0);
            await context.Response.WriteAsync(body);
            if (answer.IsCut)
            {
                await context.Response.Body.FlushAsync();
                context.Abort();
            }
        }
    }
}
