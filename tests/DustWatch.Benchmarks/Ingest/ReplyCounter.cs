using System.Net.Sockets;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>Counts the bytes that come back on one socket, and tells whoever waits each time that another unit is whole.</summary>
internal sealed class ReplyCounter : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private readonly SemaphoreSlim _units = new(0);
    private volatile bool _hasEnded;

    /// <summary>Starts to count.</summary>
    /// <param name="socket">Nobody else receives from it.</param>
    /// <param name="unitBytes">Bytes of a unit.</param>
    public ReplyCounter(Socket socket, int unitBytes) => _ = CountAsync(socket, unitBytes);

    /// <summary>Waits for the next unit that was not waited for yet.</summary>
    public async Task NextAsync()
    {
        await _units.WaitAsync();
        if (_hasEnded)
        {
            throw new IOException("The target has closed a connection.");
        }
    }

    public void Dispose() => _units.Dispose();

    private async Task CountAsync(Socket socket, int unitBytes)
    {
        var buffer = new byte[BufferBytes];
        var bytes = 0L; // of the unit that is not whole
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var count)
            {
                bytes += count;
                if (bytes >= unitBytes)
                {
                    _units.Release((int)(bytes / unitBytes));
                    bytes %= unitBytes;
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed by one side or the other, as below.
        }

        _hasEnded = true;
        try
        {
            _units.Release();
        }
        catch (ObjectDisposedException)
        {
            // The suite has ended; nobody waits.
        }
    }
}
