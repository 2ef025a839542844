namespace DustWatch.Mqtt;

/// <summary>The way out of a connection: the will, the session's key, the last acknowledgements, DISCONNECT, the network, the last commits, the session's end; in this order.</summary>
internal sealed partial class MqttServerConnection
{
    private async Task LeaveAsync()
    {
        OnLost(); // counts only if nothing else has closed it
        var closed = _closed!; // set by the line above at the latest
        _silence.Dispose();
        var will = CloseSession(closed);
        _acknowledger?.Complete();
        if (_key is not null)
        {
            _endpoint.Leave(_key, this);
        }

        _left.TrySetResult();
        await CloseTransportAsync(closed);
        if (_acknowledger is not null)
        {
            await _acknowledger.Completion;
        }

        await will;
        try
        {
            _session?.Closed(closed);
        }
        catch (Exception failure) // the host's last call for this connection
        {
            _endpoint.Failed(this, failure);
        }

        _endpoint.Ended(this, closed);
    }

    /// <summary>A will is published unless the client left with a DISCONNECT of 0x00 [MQTT-3.1.2-8, 3.14.4-3], or was never let in.</summary>
    private Task CloseSession(MqttClosed closed)
    {
        if (_state is not { } state)
        {
            return Task.CompletedTask;
        }

        var isNormal = closed is { Cause: MqttCloseCause.ClientDisconnected, Code: MqttReasonCode.Success };
        var will = _isAdmitted && !isNormal ? _connect?.Will : null;
        if (_delivery is not null)
        {
            state.Outbound.Detach(_delivery);
        }

        if (_inbound?.ExpirySeconds is { } expiry)
        {
            state.ChangeExpiry(Math.Min(expiry, (uint)_endpoint.Options.SessionExpiryMaximum.TotalSeconds), will);
        }

        return _endpoint.Sessions.Close(state, _session!, will); // it has a state, so it was admitted by the host
    }

    /// <summary>Says goodbye within the close timeout, or cuts the connection.</summary>
    private async Task CloseTransportAsync(MqttClosed closed)
    {
        try
        {
            await SayGoodbyeAsync(closed).WaitAsync(_endpoint.Options.CloseTimeout, _endpoint.Time);
        }
        catch (TimeoutException)
        {
            _context.Abort(new("The client did not take the last packets in time."));
        }

        _acknowledger?.Silence();
        await _output.SealAsync();
        await _input.CompleteAsync();
        await _context.Transport.Output.CompleteAsync();
    }

    private async Task SayGoodbyeAsync(MqttClosed closed)
    {
        if (closed.Cause is MqttCloseCause.ServerShuttingDown or MqttCloseCause.ConnectionLost && _acknowledger is not null)
        {
            // What is still being stored may be acknowledged: the client has done nothing wrong, and its way in may be closed while its way out is not.
            await _acknowledger.Completion;
        }

        _acknowledger?.Silence();
        if (closed.Cause is MqttCloseCause.ClientDisconnected or MqttCloseCause.ConnectionLost or MqttCloseCause.SlowReader
            || await _output.EnterAsync() is not { } writer)
        {
            return;
        }

        if (_version is { } version)
        {
            var packetBytesMax = _connect?.PacketBytesMax() ?? int.MaxValue;
            if (!_isAdmitted)
            {
                ConnAckPacket.TryWrite(writer, version, new() { Code = RefusalCode(closed.Code), ReasonString = closed.Text }, packetBytesMax);
            }
            else if (version == MqttVersion.V500)
            {
                DisconnectPacket.TryWrite(writer, version, closed.Code, closed.Text, packetBytesMax);
            }
        }

        await _output.LeaveAsync(isLast: true);
        if (closed is { Cause: MqttCloseCause.ProtocolFault, Code: MqttReasonCode.PacketTooLarge })
        {
            await LingerAsync();
        }
    }

    /// <summary>Codes that a DISCONNECT has and a CONNACK has not (2.4).</summary>
    private static MqttReasonCode RefusalCode(MqttReasonCode code) =>
        code is MqttReasonCode.SessionTakenOver or MqttReasonCode.ServerShuttingDown or MqttReasonCode.AdministrativeAction ? MqttReasonCode.ServerUnavailable : code;

    /// <summary>Reads and throws away what its sender is still sending of a packet that was too large: a socket closed with unread bytes resets the connection, and the reason is lost on the way.</summary>
    private async Task LingerAsync()
    {
        using var enough = new CancellationTokenSource(_endpoint.Options.LingerTime, _endpoint.Time);
        var left = (long)MqttLimits.LingerBytesMax;
        try
        {
            while (left > 0)
            {
                var read = await _input.ReadAsync(enough.Token);
                left -= read.Buffer.Length;
                _input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Long enough, or the client has gone.
        }
    }
}
