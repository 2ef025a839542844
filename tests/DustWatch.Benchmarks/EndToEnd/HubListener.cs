using System.Net.WebSockets;
using System.Text;

namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>A dashboard that looks at nothing but alerts: SignalR's JSON protocol over a WebSocket, each record handed over as it comes.</summary>
internal sealed class HubListener : IDisposable
{
    private const byte RecordSeparator = 0x1E;
    private const int BufferBytes = 256 * 1024;

    private readonly ClientWebSocket _socket = new();

    private HubListener()
    {
    }

    /// <summary>Connects and begins to listen.</summary>
    /// <param name="server">Signed in.</param>
    /// <param name="take">Is given each record, on a thread of the pool, one after the other.</param>
    public static async Task<HubListener> ConnectAsync(ServedProcess server, Action<ReadOnlySpan<byte>> take)
    {
        var listener = new HubListener();
        await listener._socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/hub?access_token={Uri.EscapeDataString(server.Token)}"), CancellationToken.None);
        await listener._socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        _ = listener.ReadAsync(take);
        return listener;
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReadAsync(Action<ReadOnlySpan<byte>> take)
    {
        var buffer = new byte[BufferBytes];
        var held = 0;
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(held), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
            {
                held += received.Count;
                var begin = 0;
                while (buffer.AsSpan(begin, held - begin).IndexOf(RecordSeparator) is >= 0 and var length)
                {
                    take(buffer.AsSpan(begin, length));
                    begin += length + 1;
                }

                buffer.AsSpan(begin, held - begin).CopyTo(buffer);
                held -= begin;
            }
        }
        catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed; whoever waits for an alert says so.
        }
    }
}
