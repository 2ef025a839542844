using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace DustWatch.Mqtt;

/// <summary>A publishing client: one connection, QoS 0 and 1. It does not connect again by itself; <see cref="Closed"/> says when and why that is to be done. Publishing is allowed from any thread.</summary>
public sealed class MqttClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _input;
    private readonly MqttClientOptions _options;
    private readonly TimeProvider _time;
    private readonly MqttScratch _scratch = new();
    private readonly MqttSendBuffer _sends = new();
    private readonly TaskCompletionSource<MqttClosed> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttConnAck _connAck = new() { Code = MqttReasonCode.UnspecifiedError };
    private MqttInflight? _inflight;
    private ITimer? _pinging;
    private Task _sending = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;
    private volatile bool _isPingUnanswered;
    private volatile bool _isLeaving; // DISCONNECT is on its way, and the server may close before this side does
    private int _isDisposed;

    private MqttClient(Socket socket, MqttClientOptions options, TimeProvider time)
    {
        _socket = socket;
        _stream = new(socket, ownsSocket: true);
        _input = PipeReader.Create(_stream, new(leaveOpen: true));
        _options = options;
        _time = time;
    }

    /// <summary>The client identifier, given by the server if the options have none and it speaks 5.0.</summary>
    public string ClientId => _connAck.AssignedClientId ?? _options.ClientId;

    /// <summary>Unacknowledged publishes of QoS 1 that go out at a time: the smaller of the option and the server's Receive Maximum.</summary>
    public int InflightMaximum => Math.Min(_options.MaxInflight, _connAck.ReceiveMaximum);

    /// <summary>Completes when the connection has ended, with the reason. Never fails.</summary>
    public Task<MqttClosed> Closed => _closed.Task;

    private bool IsV5 => _options.Version == MqttVersion.V500;

    /// <summary>Connects and signs in.</summary>
    /// <param name="options">Whom to, and as what.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MqttConnectException">The server turned the client away, did not answer in time, or is no MQTT server.</exception>
    /// <exception cref="SocketException">There is no connection to be had.</exception>
    public static async Task<MqttClient> ConnectAsync(MqttClientOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.MaxInflight is < 1 or > MqttLimits.InflightMax)
        {
            throw new ArgumentException($"{nameof(options.MaxInflight)} is {options.MaxInflight}; it takes 1 to 65535.", nameof(options));
        }

        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        MqttClient? client = null;
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, either.Token);
            client = new(socket, options, time);
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
    /// <param name="payload">Payload; copied before the call returns its first task.</param>
    /// <param name="qos">QoS 0 or 1.</param>
    /// <param name="retain">RETAIN flag.</param>
    /// <param name="cancellationToken">Gives up waiting for room; once the message is on its way it has no effect.</param>
    /// <returns>QoS 0: completes with success when the message is in the send buffer. QoS 1: completes with the code of the PUBACK. Await it once.</returns>
    /// <exception cref="MqttClosedException">The connection has ended.</exception>
    /// <exception cref="ArgumentException">The topic is no topic name, or the packet is longer than the server takes.</exception>
    public ValueTask<MqttReasonCode> PublishAsync(ReadOnlyMemory<byte> topic, ReadOnlyMemory<byte> payload, MqttQos qos = MqttQos.AtMostOnce, bool retain = false, CancellationToken cancellationToken = default)
    {
        if (topic.Length > MqttLimits.FieldBytesMax || !MqttTopic.IsName(topic.Span) || topic.Span.Contains((byte)0) || !Utf8.IsValid(topic.Span))
        {
            throw new ArgumentException("A topic name is 1 to 65535 bytes of UTF-8 without wildcards and U+0000.", nameof(topic));
        }

        if (qos == MqttQos.ExactlyOnce || qos > _connAck.MaximumQos)
        {
            throw new ArgumentOutOfRangeException(nameof(qos), qos, "The client or the server does not do this QoS.");
        }

        var size = MqttWireWriter.SizeOfPacket(PublishPacket.SizeOfBody(_options.Version, new(topic.Span, payload.Span, qos)));
        if (size > (_connAck.MaximumPacketSize == 0 ? MqttLimits.PacketBytesMax : _connAck.MaximumPacketSize))
        {
            throw new ArgumentException("The packet is longer than the server takes.", nameof(payload));
        }

        return SendAsync(topic, payload, qos, retain, cancellationToken);
    }

    /// <summary>Publishes one message; see the other overload. The topic is encoded anew each time.</summary>
    /// <param name="topic">Topic name without wildcards.</param>
    /// <param name="payload">Payload.</param>
    /// <param name="qos">QoS 0 or 1.</param>
    /// <param name="retain">RETAIN flag.</param>
    /// <param name="cancellationToken">Gives up waiting for room.</param>
    public ValueTask<MqttReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQos qos = MqttQos.AtMostOnce, bool retain = false, CancellationToken cancellationToken = default) =>
        PublishAsync(Encoding.UTF8.GetBytes(topic), payload, qos, retain, cancellationToken);

    /// <summary>Sends what is in the send buffer, then DISCONNECT, and closes once the server has, or the close timeout is over. Messages of QoS 1 that are not acknowledged yet fail.</summary>
    public async Task DisconnectAsync()
    {
        var packet = new ArrayBufferWriter<byte>();
        DisconnectPacket.TryWrite(packet, _options.Version, MqttReasonCode.Success, reason: null, int.MaxValue);
        _isLeaving = true;
        _sends.TryAdd(packet.WrittenSpan);
        _sends.End();
        await _sending;
        var closed = new MqttClosed(MqttCloseCause.ClientDisconnected, MqttReasonCode.Success);
        if (!_closed.TrySetResult(closed))
        {
            return;
        }

        _inflight!.FailAll(closed); // set before ConnectAsync returned
        try
        {
            // A socket that is closed while it is being read resets the connection, and the DISCONNECT may be lost: the server closes first.
            _socket.Shutdown(SocketShutdown.Send);
            await _receiving.WaitAsync(_options.CloseTimeout, _time);
        }
        catch (Exception gone) when (gone is SocketException or TimeoutException)
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

        _scratch.Dispose();
        await _stream.DisposeAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<MqttReasonCode> SendAsync(ReadOnlyMemory<byte> topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain, CancellationToken cancellationToken)
    {
        await _sends.WaitForRoomAsync().WaitAsync(cancellationToken);
        if (qos == MqttQos.AtMostOnce)
        {
            return _sends.TryAdd(_options.Version, new(topic.Span, payload.Span, retain: retain)) ? MqttReasonCode.Success : throw await ClosedExceptionAsync();
        }

        var inflight = _inflight!; // set before ConnectAsync returned
        await inflight.EnterAsync(cancellationToken);
        var id = inflight.Add(out var pending);
        var answer = pending.Task;
        _sends.TryAdd(_options.Version, new(topic.Span, payload.Span, qos, retain, isDuplicate: false, id)); // when false, the answer fails
        return await answer;
    }

    private async Task<MqttClosedException> ClosedExceptionAsync() => new(await Closed);

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        var packet = new ArrayBufferWriter<byte>();
        ConnectPacket.Write(packet, new()
        {
            Version = _options.Version,
            ClientId = _options.ClientId,
            CleanStart = _options.CleanStart,
            KeepAliveSeconds = (ushort)_options.KeepAlive.TotalSeconds,
            UserName = _options.UserName,
            Password = _options.Password is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(_options.Password),
            MaximumPacketSize = (uint)_options.MaxPacketSize,
        });
        await _stream.WriteAsync(packet.WrittenMemory, cancellationToken);
        while (true)
        {
            var read = await _input.ReadAsync(cancellationToken);
            if (TryTakeConnAck(read.Buffer))
            {
                break;
            }

            if (read.IsCompleted)
            {
                throw new MqttConnectException("The server closed the connection without a CONNACK.");
            }
        }

        if (_connAck.Code != MqttReasonCode.Success)
        {
            throw new MqttConnectException(_connAck.Code, _connAck.ReasonString ?? $"The server refused the connection: {_connAck.Code}.");
        }

        _inflight = new(InflightMaximum);
        _sending = SendLoopAsync();
        _receiving = ReceiveLoopAsync();
        var keepAlive = TimeSpan.FromSeconds(_connAck.ServerKeepAliveSeconds ?? (ushort)_options.KeepAlive.TotalSeconds);
        if (keepAlive > TimeSpan.Zero)
        {
            _pinging = _time.CreateTimer(static state => ((MqttClient)state!).Ping(), this, keepAlive / 2, keepAlive / 2); // state is this
        }
    }

    private bool TryTakeConnAck(in ReadOnlySequence<byte> buffer)
    {
        var frames = new MqttFrameReader(buffer, _options.Version, _options.MaxPacketSize, _scratch);
        var status = frames.TryRead(out var frame, out var fault);
        if (status == MqttFrameStatus.Complete
            && (frame.Type != MqttPacketType.ConnAck || !ConnAckPacket.TryRead(frame.Body, _options.Version, out var connAck, out fault)))
        {
            throw new MqttConnectException($"The server's first packet is no CONNACK. {fault.Text}");
        }
        else if (status == MqttFrameStatus.Faulty)
        {
            throw new MqttConnectException($"The server does not speak MQTT: {fault.Text}.");
        }
        else if (status == MqttFrameStatus.Complete)
        {
            ConnAckPacket.TryRead(frame.Body, _options.Version, out connAck, out _);
            _connAck = connAck!; // the first condition was false
        }

        _input.AdvanceTo(frames.Consumed, status == MqttFrameStatus.Complete ? frames.Consumed : buffer.End);
        return status == MqttFrameStatus.Complete;
    }

    /// <summary>A PINGREQ each half of the keep-alive; when nothing at all came from the server between two of them, the connection has ended.</summary>
    private void Ping()
    {
        if (_isPingUnanswered)
        {
            Close(new(MqttCloseCause.KeepAliveExpired, MqttReasonCode.KeepAliveTimeout, "the server does not answer"));
            return;
        }

        _isPingUnanswered = true;
        _sends.TryAdd(PingPacket.Request);
    }

    private async Task SendLoopAsync()
    {
        try
        {
            while (await _sends.TakeAsync(CancellationToken.None) is { IsEmpty: false } bytes)
            {
                await _stream.WriteAsync(bytes);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            OnLost();
        }
    }

    private async Task ReceiveLoopAsync()
    {
        try
        {
            while (true)
            {
                var read = await _input.ReadAsync();
                if (TakeAll(read.Buffer) is { } closed)
                {
                    Close(closed);
                    return;
                }

                if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Nothing more comes.
        }

        OnLost();
    }

    private MqttClosed? TakeAll(in ReadOnlySequence<byte> buffer)
    {
        var frames = new MqttFrameReader(buffer, _options.Version, _options.MaxPacketSize, _scratch);
        var status = MqttFrameStatus.Incomplete;
        MqttFault fault = default;
        MqttClosed? closed = null;
        while (closed is null && (status = frames.TryRead(out var frame, out fault)) == MqttFrameStatus.Complete)
        {
            closed = Take(frame);
        }

        _scratch.Trim();
        _input.AdvanceTo(frames.Consumed, status == MqttFrameStatus.Incomplete ? buffer.End : frames.Consumed);
        return closed ?? (status == MqttFrameStatus.Faulty ? new(MqttCloseCause.ProtocolFault, fault.Code, fault.Text) : null);
    }

    private MqttClosed? Take(in MqttFrame frame)
    {
        MqttFault fault;
        _isPingUnanswered = false;
        switch (frame.Type)
        {
            case MqttPacketType.PubAck:
                if (AcknowledgementPacket.TryRead(frame.Type, frame.Body, _options.Version, out var id, out var code, out fault))
                {
                    return _inflight!.TryComplete(id, code) ? null : Fault(MqttFault.Protocol("a PUBACK for nothing that was sent")); // set before this loop began
                }

                return Fault(fault);
            case MqttPacketType.PingResp when frame.Body.IsEmpty:
                return null;
            case MqttPacketType.Disconnect when IsV5:
                return DisconnectPacket.TryRead(frame.Body, _options.Version, out var why, out _, out var reason, out fault)
                    ? new(MqttCloseCause.ServerDisconnected, why, reason)
                    : Fault(fault);
            default:
                return Fault(MqttFault.Protocol("a packet that the server has no reason to send"));
        }

        static MqttClosed Fault(MqttFault fault) => new(MqttCloseCause.ProtocolFault, fault.Code, fault.Text);
    }

    private void OnLost() => Close(_isLeaving
        ? new(MqttCloseCause.ClientDisconnected, MqttReasonCode.Success)
        : new(MqttCloseCause.ConnectionLost, MqttReasonCode.UnspecifiedError, "the network connection was lost"));

    private void Close(MqttClosed closed)
    {
        if (_closed.TrySetResult(closed))
        {
            _sends.End();
            _socket.Dispose();
            _inflight?.FailAll(closed);
        }
    }
}
