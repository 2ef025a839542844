using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace DustWatch.Mqtt;

/// <summary>A client's sign-in, its read loop, and what it sends of its own.</summary>
public sealed partial class MqttClient
{
    private const int OneByte = 1;

    private bool _isGiven; // anything to the receiver since the last commit; read loop only
    private int _signalAt = OneByte; // bytes; read loop only
    private int _messages; // of the read that is being taken; read loop only
    private bool _isAnswered; // acknowledgements added since then

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
            Will = _options.Will,
            SessionExpiryIntervalSeconds = (uint)_options.SessionExpiry.TotalSeconds,
            ReceiveMaximum = (ushort)_options.ReceiveMaximum,
            MaximumPacketSize = (uint)_options.MaxPacketSize,
            TopicAliasMaximum = (ushort)_options.TopicAliasMaximum,
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
                throw new MqttConnectException("The server closed the connection without a CONNACK.") { IsUnanswered = true };
            }
        }

        if (_connAck.Code != MqttReasonCode.Success)
        {
            throw new MqttConnectException(_connAck.Code, _connAck.ReasonString ?? $"The server refused the connection: {_connAck.Code}.");
        }

        if (_connAck.IsSessionPresent && _options.CleanStart)
        {
            throw new MqttConnectException("The server goes on with a session, and a new one was asked for.");
        }

        if (!_connAck.IsSessionPresent)
        {
            _session.Received.Clear();
        }

        _session.Outgoing.Attach(_sends, _options.Version, _connAck.ReceiveMaximum, _connAck.IsSessionPresent);
        _acknowledger = new(_options.Version, _output, _options.ReceiveMaximum, OnReceiverFailure);
        _sending = SendLoopAsync();
        _receiving = ReceiveLoopAsync(_acknowledger);
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
        MqttConnAck? connAck = null;
        if (status == MqttFrameStatus.Faulty)
        {
            throw new MqttConnectException($"The server does not speak MQTT: {fault.Text}.");
        }

        if (status == MqttFrameStatus.Complete && (frame.Type != MqttPacketType.ConnAck || !ConnAckPacket.TryRead(frame.Body, _options.Version, out connAck, out fault)))
        {
            throw new MqttConnectException($"The server's first packet is no CONNACK. {fault.Text}");
        }

        _connAck = connAck ?? _connAck;
        _input.AdvanceTo(frames.Consumed, connAck is null ? buffer.End : frames.Consumed);
        return connAck is not null;
    }

    /// <summary>A PINGREQ each half of the keep-alive; when nothing at all came from the server between two of them, the connection has ended. Time in which it is not read does not count.</summary>
    private void Ping()
    {
        if (_isPingUnanswered && !_isPaused)
        {
            Close(new(MqttCloseCause.KeepAliveExpired, MqttReasonCode.KeepAliveTimeout, "the server does not answer"));
            return;
        }

        _isPingUnanswered = true;
        _sends.TryAdd(PingPacket.Request);
    }

    private async Task SendLoopAsync()
    {
        while (await _sends.TakeAsync(CancellationToken.None) is { IsEmpty: false } bytes)
        {
            if (await _output.EnterAsync() is not { } writer)
            {
                OnLost();
                return;
            }

            writer.Write(bytes.Span);
            await _output.LeaveAsync();
        }
    }

    private async Task ReceiveLoopAsync(MqttAcknowledger acknowledger)
    {
        try
        {
            await ReceiveAllAsync(acknowledger);
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            OnLost(); // nothing more comes
        }
        catch (Exception failure) // the receiver's
        {
            OnReceiverFailure(failure);
        }

        acknowledger.Complete();
        await acknowledger.Completion;
    }

    private async Task ReceiveAllAsync(MqttAcknowledger acknowledger)
    {
        var isFull = false;
        var gathering = new MqttGathering(_options.GatherTime, _time);
        while (true)
        {
            var room = acknowledger.WaitForRoomAsync(isFull);
            if (!room.IsCompleted)
            {
                _isPaused = true;
                await room.WaitAsync(_closing.Token);
                (_isPingUnanswered, _isPaused) = (false, false);
            }

            var read = await _input.ReadAsync();
            if (_isLeaving)
            {
                _input.AdvanceTo(read.Buffer.Start);
                return;
            }

            var bytes = read.Buffer.Length;
            var closed = TakeAll(acknowledger, read.Buffer, out isFull);
            var isGathering = gathering.IsDue(_messages, bytes);
            _messages = 0;
            if (_isGiven || _isAnswered)
            {
                var durable = _isGiven && _receiver is not null ? _receiver.CommitAsync(_closing.Token) : ValueTask.CompletedTask;
                (_isGiven, _isAnswered) = (false, false);
                await acknowledger.CommitAsync(durable);
            }

            if (closed is not null)
            {
                Close(closed);
                return;
            }

            if (read.IsCompleted && !isFull)
            {
                OnLost();
                return;
            }

            if (isGathering && !isFull)
            {
                await GatherAsync();
            }
            else
            {
                SignalAt(OneByte);
            }
        }
    }

    /// <summary>Lets messages gather in the socket, which signals none of them meanwhile.</summary>
    private async Task GatherAsync()
    {
        SignalAt(MqttLimits.GatheringBytesMax);
        await Task.Delay(_options.GatherTime, _time, _closing.Token);
        if (_options.Tls is not null || _socket.Available == 0)
        {
            SignalAt(OneByte);
        }
    }

    /// <summary>How many bytes it takes for the socket to say that there are some. On Linux; elsewhere it always says so, and that alone costs two threads a wake each time, whether anybody reads or not.</summary>
    private void SignalAt(int bytes)
    {
        if (_signalAt != bytes && OperatingSystem.IsLinux())
        {
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
            _signalAt = bytes;
        }
    }

    private MqttClosed? TakeAll(MqttAcknowledger acknowledger, in ReadOnlySequence<byte> buffer, out bool isFull)
    {
        var frames = new MqttFrameReader(buffer, _options.Version, _options.MaxPacketSize, _scratch);
        var status = MqttFrameStatus.Complete;
        MqttFault fault = default;
        MqttClosed? closed = null;
        isFull = false;
        while (closed is null && status == MqttFrameStatus.Complete && !isFull)
        {
            isFull = acknowledger.IsFull && frames.IsNextAcknowledged();
            if (!isFull && (status = frames.TryRead(out var frame, out fault)) == MqttFrameStatus.Complete)
            {
                closed = Take(acknowledger, frame);
            }
        }

        _scratch.Trim();
        _input.AdvanceTo(frames.Consumed, status == MqttFrameStatus.Incomplete ? buffer.End : frames.Consumed);
        return closed ?? (status == MqttFrameStatus.Faulty ? Fault(fault) : null);
    }

    private MqttClosed? Take(MqttAcknowledger acknowledger, in MqttFrame frame)
    {
        _isPingUnanswered = false;
        switch (frame.Type)
        {
            case MqttPacketType.Publish:
                return TakePublish(acknowledger, frame);
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp:
                return TakeAcknowledgement(acknowledger, frame);
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                return !SubscribePacket.TryReadAnswer(frame.Body, _options.Version, out var id, out var codes, out var fault) ? Fault(fault)
                    : id == AskId && _asked?.TrySetResult(codes) == true ? null
                    : Fault(MqttFault.Protocol("an answer to a subscription that was not asked for"));
            case MqttPacketType.PingResp when frame.Body.IsEmpty:
                return null;
            case MqttPacketType.Disconnect when IsV5:
                return DisconnectPacket.TryRead(frame.Body, _options.Version, out var why, out _, out var reason, out fault)
                    ? new(MqttCloseCause.ServerDisconnected, why, reason)
                    : Fault(fault);
            default:
                return Fault(MqttFault.Protocol("a packet that the server has no reason to send"));
        }
    }

    private static MqttClosed Fault(MqttFault fault) => new(MqttCloseCause.ProtocolFault, fault.Code, fault.Text);

    private MqttClosed? TakePublish(MqttAcknowledger acknowledger, in MqttFrame frame)
    {
        _messages++;
        if (!PublishPacket.TryRead(frame.Flags, frame.Body, _options.Version, out var publish, out var fault))
        {
            return Fault(fault);
        }

        if (publish.TopicAlias != 0 && !_aliases.TryResolve(ref publish, out fault))
        {
            return Fault(fault);
        }

        if (publish.Qos == MqttQos.AtMostOnce)
        {
            Give(publish);
            return null;
        }

        var isRepeated = publish.Qos == MqttQos.ExactlyOnce && _session.Received.Contains(publish.PacketId);
        if (IsV5 && !isRepeated && acknowledger.PubAcksPending + _session.Received.Count >= _options.ReceiveMaximum)
        {
            return Fault(new(MqttReasonCode.ReceiveMaximumExceeded, "more unacknowledged messages than the receive maximum"));
        }

        var code = isRepeated ? MqttReasonCode.Success : Give(publish);
        _isAnswered = true;
        if (publish.Qos == MqttQos.AtLeastOnce)
        {
            acknowledger.Add(MqttPacketType.PubAck, publish.PacketId, code);
            return null;
        }

        if (code < MqttReasonCode.UnspecifiedError || !IsV5)
        {
            _session.Received.Add(publish.PacketId);
        }

        acknowledger.Add(MqttPacketType.PubRec, publish.PacketId, code);
        return null;
    }

    private MqttReasonCode Give(in MqttPublish publish)
    {
        _isGiven = true;
        return _receiver?.Receive(publish) ?? MqttReasonCode.Success;
    }

    private MqttClosed? TakeAcknowledgement(MqttAcknowledger acknowledger, in MqttFrame frame)
    {
        if (!AcknowledgementPacket.TryRead(frame.Type, frame.Body, _options.Version, out var id, out var code, out var fault))
        {
            return Fault(fault);
        }

        switch (frame.Type)
        {
            case MqttPacketType.PubAck:
                return _session.Outgoing.TryAcknowledge(id, code) ? null : Fault(MqttFault.Protocol("a PUBACK for nothing that was sent"));
            case MqttPacketType.PubRec:
                return TakePubRec(id, code);
            case MqttPacketType.PubComp:
                return _session.Outgoing.TryComplete(id) ? null : Fault(MqttFault.Protocol("a PUBCOMP for a message that was not released"));
            default:
                var isKnown = _session.Received.Remove(id);
                _isAnswered = true;
                acknowledger.Add(MqttPacketType.PubComp, id, isKnown ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound);
                return null;
        }
    }

    private MqttClosed? TakePubRec(ushort id, MqttReasonCode code)
    {
        if (!_session.Outgoing.TryReceive(id, code, out var isKnown))
        {
            return Fault(MqttFault.Protocol("a PUBREC for a message of QoS 1"));
        }

        if (code < MqttReasonCode.UnspecifiedError)
        {
            Span<byte> release = stackalloc byte[AcknowledgementPacket.BytesMax];
            var length = AcknowledgementPacket.Write(release, MqttPacketType.PubRel, _options.Version, id, isKnown ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound);
            _sends.TryAdd(release[..length]);
        }

        return null;
    }

    private void OnReceiverFailure(Exception failure) =>
        Close(new(MqttCloseCause.HostFailed, MqttReasonCode.ImplementationSpecificError, $"what came cannot be taken: {failure.Message}"));

    /// <summary>Reads to the end what nobody wants any more.</summary>
    private async Task DiscardAsync()
    {
        ReadResult read;
        do
        {
            read = await _input.ReadAsync();
            _input.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);
    }
}
