using System.Net;
using System.Net.Sockets;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>Connections that were let in and then say nothing, from several addresses of loopback, as one has too few ports.</summary>
internal sealed class IdleConnections : IDisposable
{
    private const int PerAddress = 10_000;

    private readonly List<Socket> _sockets = [];

    private IdleConnections()
    {
    }

    /// <summary>By how much the target's memory grew for each.</summary>
    public double BytesEach { get; private set; }

    public static async Task<IdleConnections> OpenAsync(ITarget target, int count)
    {
        var idle = new IdleConnections();
        var before = await target.MarkAsync();
        for (var i = 0; i < count; i++)
        {
            var from = new IPAddress([127, 0, 0, (byte)(2 + (i / PerAddress))]);
            idle._sockets.Add(await Publisher.ConnectAsync(target.Port, IngestMessages.NameOf(0), $"idle-{i}", from));
        }

        idle.BytesEach = (double)((await target.MarkAsync()).Resident - before.Resident) / count;
        return idle;
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
}
