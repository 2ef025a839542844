using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DustWatch.Mqtt;

/// <summary>
/// A WebSocket as the endpoint sees a connection: a stream of bytes each way, whatever the frames' borders [MQTT-6.0.0-2]. What does not fit waits in the network,
/// not here. Frames that are not binary end it [MQTT-6.0.0-1].
/// </summary>
internal sealed class MqttWebSocketConnection : ConnectionContext, IDuplexPipe, IConnectionLifetimeNotificationFeature
{
    private readonly WebSocket _socket;
    private readonly Pipe _incoming = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe _outgoing = new(new PipeOptions(useSynchronizationContext: false));
    private readonly CancellationTokenSource _aborting = new();
    private WebSocketCloseStatus _status = WebSocketCloseStatus.NormalClosure;

    public MqttWebSocketConnection(WebSocket socket, HttpContext request, CancellationToken stopping)
    {
        _socket = socket;
        ConnectionId = request.Connection.Id;

        // Of a request that was handed on by a proxy which is not trusted only the proxy is known.
        RemoteEndPoint = request.Connection.RemoteIpAddress is { } remote && !request.Request.Headers.ContainsKey("X-Forwarded-For") ? new IPEndPoint(remote, request.Connection.RemotePort) : null;
        LocalEndPoint = request.Connection.LocalIpAddress is { } local ? new IPEndPoint(local, request.Connection.LocalPort) : null;
        ConnectionClosedRequested = stopping;
        ConnectionClosed = _aborting.Token;
        Transport = this;
        Features.Set<IConnectionLifetimeNotificationFeature>(this);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public CancellationToken ConnectionClosedRequested { get; set; }

    PipeReader IDuplexPipe.Input => _incoming.Reader;

    PipeWriter IDuplexPipe.Output => _outgoing.Writer;

    /// <summary>Serves the connection to its end, the close handshake included.</summary>
    public async Task RunAsync(MqttEndpoint endpoint)
    {
        var receiving = ReceiveAsync();
        var sending = SendAsync();
        await endpoint.OnConnectedAsync(this);
        await _incoming.Reader.CompleteAsync();
        await _outgoing.Writer.CompleteAsync();
        using var enough = new CancellationTokenSource(endpoint.Options.CloseTimeout, endpoint.Time);
        await using var aborting = enough.Token.Register(() => Abort(new("The client does not close.")));
        await sending;
        await CloseAsync();
        await receiving;
    }

    public void RequestClose() => Abort();

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _aborting.Cancel();
        _socket.Abort();
    }

    public override ValueTask DisposeAsync()
    {
        _aborting.Dispose();
        return base.DisposeAsync();
    }

    private static bool IsGone(Exception failure) => failure is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    private async Task ReceiveAsync()
    {
        var output = _incoming.Writer;
        try
        {
            while (true)
            {
                // An idle connection waits without a buffer.
                var got = await _socket.ReceiveAsync(Memory<byte>.Empty, _aborting.Token);
                if (got.MessageType == WebSocketMessageType.Binary)
                {
                    got = await _socket.ReceiveAsync(output.GetMemory(), _aborting.Token);
                }

                if (got.MessageType != WebSocketMessageType.Binary)
                {
                    _status = got.MessageType == WebSocketMessageType.Text ? WebSocketCloseStatus.InvalidMessageType : _status;
                    break;
                }

                output.Advance(got.Count);
                if ((await output.FlushAsync(_aborting.Token)).IsCompleted)
                {
                    break; // the endpoint reads no more
                }
            }
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // The endpoint sees the end of what came.
        }

        await output.CompleteAsync();
        await DiscardAsync();
    }

    /// <summary>Waits for the other side's close frame: a socket closed with unread bytes resets the connection, and the last packets are lost on the way.</summary>
    private async Task DiscardAsync()
    {
        var discarded = new byte[512];
        try
        {
            while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                await _socket.ReceiveAsync(discarded.AsMemory(), _aborting.Token);
            }
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // It is gone.
        }
    }

    private async Task SendAsync()
    {
        var input = _outgoing.Reader;
        try
        {
            ReadResult read;
            do
            {
                read = await input.ReadAsync(_aborting.Token);
                foreach (var segment in read.Buffer)
                {
                    await _socket.SendAsync(segment, WebSocketMessageType.Binary, endOfMessage: true, _aborting.Token);
                }

                input.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // The endpoint's next flush says so.
        }

        await input.CompleteAsync();
    }

    private async Task CloseAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(_status, statusDescription: null, _aborting.Token);
            }
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // It is gone.
        }
    }
}
