using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Text;
using System.Text.Unicode;

namespace DustWatch.Mqtt;

/// <summary>
/// A client on one connection: publishes and receives with all QoS. It does not connect again by itself; <see cref="Closed"/> says when and why that is to be done,
/// and <see cref="MqttReconnectingClient"/> does it. Every member may be called from any thread. The read loop is in MqttClient.Receiving.
/// </summary>
public sealed partial class MqttClient : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const ushort AskId = MqttLimits.InflightMax; // of SUBSCRIBE and UNSUBSCRIBE, one at a time; publishes have those below

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly MqttOutput _output;
    private readonly MqttClientOptions _options;
    private readonly TimeProvider _time;
    private readonly IMqttReceiver? _receiver;
    private readonly MqttClientSession _session;
    private readonly bool _ownsSession;
    private readonly MqttTopicAliases _aliases; // the server's; read loop only
    private readonly MqttScratch _scratch = new();
    private readonly MqttSendBuffer _sends = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly TaskCompletionSource<MqttClosed> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttConnAck _connAck = new() { Code = MqttReasonCode.UnspecifiedError };
    private MqttAcknowledger? _acknowledger;
    private TaskCompletionSource<MqttReasonCode[]>? _asked;
    private ITimer? _pinging;
    private Task _sending = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;
    private volatile bool _isPingUnanswered;
    private volatile bool _isPaused; // the connection is not read for reasons of our own
    private volatile bool _isLeaving; // DISCONNECT is on its way, and the server may close before this side does
    private int _isDisposed;

    private MqttClient(Socket socket, Stream stream, MqttClientOptions options, TimeProvider time, IMqttReceiver? receiver, MqttClientSession? session)
    {
        _socket = socket;
        _stream = stream;
        _input = PipeReader.Create(_stream, new(bufferSize: BufferBytes, leaveOpen: true));
        _output = new(PipeWriter.Create(_stream, new(minimumBufferSize: BufferBytes, leaveOpen: true)), time, options.WriteTimeout, OnStall);
        _options = options;
        _time = time;
        _receiver = receiver;
        _session = session ?? new(options, isKept: false);
        _ownsSession = session is null;
        _aliases = new(options.TopicAliasMaximum);
    }

    /// <summary>The client identifier, given by the server if the options have none and it speaks 5.0.</summary>
    public string ClientId => _connAck.AssignedClientId ?? _options.ClientId;

    /// <summary>The version that is spoken.</summary>
    public MqttVersion Version => _options.Version;

    /// <summary>Whether the server has gone on with a session that it had: its subscriptions are there.</summary>
    public bool IsSessionPresent => _connAck.IsSessionPresent;

    /// <summary>Unacknowledged publishes of QoS 1 and 2 that go out at a time: the smaller of the option and the server's Receive Maximum.</summary>
    public int InflightMaximum => Math.Min(_options.MaxInflight, _connAck.ReceiveMaximum);

    /// <summary>Completes when the connection has ended, with the reason. Never fails.</summary>
    public Task<MqttClosed> Closed => _closed.Task;

    private bool IsV5 => _options.Version == MqttVersion.V500;

    /// <summary>Connects and signs in.</summary>
    /// <param name="options">Whom to, and as what.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MqttConnectException">The server turned the client away, did not answer in time, is no MQTT server, or TLS failed.</exception>
    /// <exception cref="SocketException">There is no connection to be had.</exception>
    public static Task<MqttClient> ConnectAsync(MqttClientOptions options, TimeProvider time, CancellationToken cancellationToken = default) =>
        ConnectAsync(options, time, receiver: null, cancellationToken);

    /// <summary>Connects and signs in; see the other overload.</summary>
    /// <param name="options">Whom to, and as what.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="receiver">Gets what is sent; from a session that is gone on with, before this has completed. Without one messages are acknowledged and forgotten.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<MqttClient> ConnectAsync(MqttClientOptions options, TimeProvider time, IMqttReceiver? receiver, CancellationToken cancellationToken = default) =>
        ConnectAsync(options, time, receiver, session: null, cancellationToken);

    internal static async Task<MqttClient> ConnectAsync(MqttClientOptions options, TimeProvider time, IMqttReceiver? receiver, MqttClientSession? session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        }

        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        MqttClient? client = null;
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, either.Token);
            client = new(socket, await OpenStreamAsync(socket, options, either.Token), options, time, receiver, session);
            await client.SignInAsync(either.Token);
            return client;
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (client is not null)
            {
                await client.DisposeAsync();
            }

            if (failure is OperationCanceledException && timeout.IsCancellationRequested)
            {
                throw new MqttConnectException("The server did not answer in time.", failure);
            }

            throw;
        }
    }

    /// <summary>Publishes one message.</summary>
    /// <param name="topic">Topic name, UTF-8, without wildcards.</param>
    /// <param name="payload">Payload; copied when it is sent.</param>
    /// <param name="qos">QoS.</param>
    /// <param name="retain">RETAIN flag.</param>
    /// <param name="properties">What is said about it on 5.0, or null; 3.1.1 has no place for it.</param>
    /// <param name="cancellationToken">Gives up waiting for room; once the message is on its way it has no effect.</param>
    /// <returns>QoS 0: completes with success when the message is in the send buffer. QoS 1 and 2: completes with the code of the PUBACK or PUBREC, QoS 2 after the PUBCOMP. Await it once.</returns>
    /// <exception cref="MqttClosedException">The connection has ended.</exception>
    /// <exception cref="ArgumentException">The topic is no topic name, the server does not do the QoS or retain, or the packet is longer than it takes.</exception>
    public ValueTask<MqttReasonCode> PublishAsync(ReadOnlyMemory<byte> topic, ReadOnlyMemory<byte> payload, MqttQos qos = MqttQos.AtMostOnce, bool retain = false, MqttPublishProperties? properties = null, CancellationToken cancellationToken = default)
    {
        if (topic.Length > MqttLimits.FieldBytesMax || !MqttTopic.IsName(topic.Span) || topic.Span.Contains((byte)0) || !Utf8.IsValid(topic.Span))
        {
            throw new ArgumentException("A topic name is 1 to 65535 bytes of UTF-8 without wildcards and U+0000.", nameof(topic));
        }

        if (qos > _connAck.MaximumQos)
        {
            throw new ArgumentOutOfRangeException(nameof(qos), qos, "The server does not do this QoS.");
        }

        if (retain && !_connAck.IsRetainAvailable)
        {
            throw new ArgumentException("The server retains no messages.", nameof(retain));
        }

        var publish = PublishOf(topic, payload, properties?.Bytes ?? default, qos, retain);
        var size = MqttWireWriter.SizeOfPacket(PublishPacket.SizeOfBody(_options.Version, publish));
        if (size > (_connAck.MaximumPacketSize == 0 ? MqttLimits.PacketBytesMax : _connAck.MaximumPacketSize))
        {
            throw new ArgumentException("The packet is longer than the server takes.", nameof(payload));
        }

        return SendAsync(topic, payload, properties?.Bytes ?? default, qos, retain, cancellationToken);
    }

    /// <summary>Publishes one message; see the other overload. The topic is encoded anew each time.</summary>
    /// <param name="topic">Topic name without wildcards.</param>
    /// <param name="payload">Payload.</param>
    /// <param name="qos">QoS.</param>
    /// <param name="retain">RETAIN flag.</param>
    /// <param name="properties">What is said about it on 5.0, or null; 3.1.1 has no place for it.</param>
    /// <param name="cancellationToken">Gives up waiting for room.</param>
    public ValueTask<MqttReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQos qos = MqttQos.AtMostOnce, bool retain = false, MqttPublishProperties? properties = null, CancellationToken cancellationToken = default) =>
        PublishAsync(Encoding.UTF8.GetBytes(topic), payload, qos, retain, properties, cancellationToken);

    /// <summary>Subscribes.</summary>
    /// <param name="subscriptions">At least one; with the same identifier all. 3.1.1 knows of their options the QoS alone.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>For each the QoS that is granted, as a code, or why it is refused. A shared one on 3.1.1 is <see cref="MqttReasonCode.SharedSubscriptionsNotSupported"/>, and then none is asked for.</returns>
    /// <exception cref="MqttClosedException">The connection has ended.</exception>
    public async Task<IReadOnlyList<MqttReasonCode>> SubscribeAsync(IReadOnlyList<MqttSubscription> subscriptions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subscriptions);
        if (!IsV5 && subscriptions.Any(s => s.IsShared))
        {
            return [.. subscriptions.Select(_ => MqttReasonCode.SharedSubscriptionsNotSupported)];
        }

        foreach (var subscription in subscriptions)
        {
            CheckFilter(subscription.Filter, subscription.IsShared);
        }

        var packet = new ArrayBufferWriter<byte>();
        SubscribePacket.WriteSubscribe(packet, _options.Version, AskId, subscriptions);
        return await AskAsync(packet.WrittenMemory, subscriptions.Count, cancellationToken);
    }

    /// <summary>Ends subscriptions.</summary>
    /// <param name="filters">At least one, as they were subscribed to.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A code for each; none on 3.1.1.</returns>
    /// <exception cref="MqttClosedException">The connection has ended.</exception>
    public async Task<IReadOnlyList<MqttReasonCode>> UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filters);
        foreach (var filter in filters)
        {
            CheckFilter(filter, isShared: false);
        }

        var packet = new ArrayBufferWriter<byte>();
        SubscribePacket.WriteUnsubscribe(packet, _options.Version, AskId, filters);
        return await AskAsync(packet.WrittenMemory, IsV5 ? filters.Count : 0, cancellationToken);
    }

    /// <summary>
    /// Stops reading, acknowledges what was committed, sends what is in the send buffer, then DISCONNECT, and closes once the server has, or the close timeout is over.
    /// Messages of QoS 1 and 2 that are not acknowledged yet fail.
    /// </summary>
    public async Task DisconnectAsync()
    {
        _isLeaving = true;
        _input.CancelPendingRead();
        await _receiving;
        var packet = new ArrayBufferWriter<byte>();
        DisconnectPacket.TryWrite(packet, _options.Version, MqttReasonCode.Success, reason: null, int.MaxValue);
        _sends.TryAdd(packet.WrittenSpan);
        _sends.End();
        await _sending;
        var closed = new MqttClosed(MqttCloseCause.ClientDisconnected, MqttReasonCode.Success);
        if (!TryEnd(closed))
        {
            return;
        }

        try
        {
            // A socket that is closed while it is being read resets the connection, and the DISCONNECT may be lost: the server closes first.
            if (_stream is SslStream tls)
            {
                await tls.ShutdownAsync();
            }

            _socket.Shutdown(SocketShutdown.Send);
            await DiscardAsync().WaitAsync(_options.CloseTimeout, _time);
        }
        catch (Exception gone) when (gone is SocketException or TimeoutException or IOException or ObjectDisposedException)
        {
            // It is gone already, or does not close.
        }

        _socket.Dispose();
    }

    /// <summary>Ends the connection without a DISCONNECT, if it is still open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        Close(new(MqttCloseCause.ConnectionLost, MqttReasonCode.UnspecifiedError, "disposed"));
        await _sending;
        await _receiving;
        if (_pinging is not null)
        {
            await _pinging.DisposeAsync();
        }

        if (_ownsSession)
        {
            _session.Dispose();
        }

        _scratch.Dispose();
        _output.Dispose();
        _sends.Dispose();
        _asking.Dispose();
        _closing.Dispose();
        await _stream.DisposeAsync();
    }

    private static void CheckFilter(string filter, bool isShared)
    {
        var bytes = Encoding.UTF8.GetBytes(filter);
        if (bytes.Length > MqttLimits.FieldBytesMax || bytes.Contains((byte)0) || !(isShared ? MqttTopic.IsSharedFilter(bytes) : MqttTopic.IsFilter(bytes)))
        {
            throw new ArgumentException($"'{filter}' is no topic filter.", nameof(filter));
        }
    }

    private static async Task<Stream> OpenStreamAsync(Socket socket, MqttClientOptions options, CancellationToken cancellationToken)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (options.Tls is null)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(options.Tls.ToOptions(options.Host), cancellationToken);
            return tls;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            await tls.DisposeAsync();
            throw new MqttConnectException($"TLS failed: {failure.InnerException?.Message ?? failure.Message}", failure);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<MqttReasonCode> SendAsync(
        ReadOnlyMemory<byte> topic, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> properties, MqttQos qos, bool retain, CancellationToken cancellationToken)
    {
        await _sends.WaitForRoomAsync().WaitAsync(cancellationToken);
        if (qos == MqttQos.AtMostOnce)
        {
            return _sends.TryAdd(_options.Version, PublishOf(topic, payload, properties, qos, retain)) ? MqttReasonCode.Success : throw await ClosedExceptionAsync();
        }

        await _session.Outgoing.EnterAsync(cancellationToken);
        return await _session.Outgoing.Send(PublishOf(topic, payload, properties, qos, retain));
    }

    private static MqttPublish PublishOf(ReadOnlyMemory<byte> topic, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> properties, MqttQos qos, bool retain) =>
        new(topic.Span, payload.Span, properties.Span, qos, retain, isDuplicate: false, packetId: 0, topicAlias: 0, isWill: false);

    private async Task<MqttClosedException> ClosedExceptionAsync() => new(await Closed);

    /// <summary>Sends a SUBSCRIBE or UNSUBSCRIBE and waits for its answer.</summary>
    private async Task<MqttReasonCode[]> AskAsync(ReadOnlyMemory<byte> packet, int codes, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            // An answer that nobody waited for may still come: then the next question goes wrong, and with it the connection.
            var asked = _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_sends.TryAdd(packet.Span))
            {
                throw await ClosedExceptionAsync();
            }

            var answer = await asked.Task.WaitAsync(cancellationToken);
            return answer.Length == codes ? answer : throw new MqttClosedException("The server's answer has not a code for each topic filter.");
        }
        finally
        {
            _asking.Release();
        }
    }

    private void OnLost() => Close(_isLeaving
        ? new(MqttCloseCause.ClientDisconnected, MqttReasonCode.Success)
        : new(MqttCloseCause.ConnectionLost, MqttReasonCode.UnspecifiedError, "the network connection was lost"));

    private void OnStall() => Close(new(MqttCloseCause.SlowReader, MqttReasonCode.UnspecifiedError, "the server does not take what is sent to it"));

    private void Close(MqttClosed closed)
    {
        if (TryEnd(closed))
        {
            _socket.Dispose();
        }
    }

    private bool TryEnd(MqttClosed closed)
    {
        if (!_closed.TrySetResult(closed))
        {
            return false;
        }

        _sends.End();
        _session.Outgoing.Detach(_sends, closed);
        _acknowledger?.Silence();
        _closing.Cancel();
        _asked?.TrySetException(new MqttClosedException(closed));
        return true;
    }
}
