using System.Buffers;
using System.IO.Pipelines;

namespace DustWatch.Mqtt;

/// <summary>The way in: CONNECT, the host's judgement, the session key and the session, CONNACK; in this order.</summary>
internal sealed partial class MqttServerConnection
{
    /// <summary>The first packet must be a CONNECT [MQTT-3.1.0-1]; a first byte that cannot be one ends the connection at once.</summary>
    private async Task<bool> ReadConnectAsync()
    {
        while (_closed is null)
        {
            ReadResult read;
            try
            {
                read = await _input.ReadAsync();
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                break;
            }

            var step = TryTakeConnect(read.Buffer, out var fault);
            if (step == MqttStep.Faulty)
            {
                OnFault(fault);
                return false;
            }

            if (step == MqttStep.Next)
            {
                return true;
            }

            if (read.IsCompleted)
            {
                break;
            }
        }

        OnLost();
        return false;
    }

    private MqttStep TryTakeConnect(in ReadOnlySequence<byte> buffer, out MqttFault fault)
    {
        var bytesMax = Math.Min(MqttLimits.ConnectPacketBytesMax, _endpoint.Options.MaxPacketSize);
        var frames = new MqttFrameReader(buffer, version: null, bytesMax, _scratch);
        var status = frames.TryRead(out var frame, out fault);
        var step = status switch
        {
            MqttFrameStatus.Incomplete => MqttStep.Incomplete,
            MqttFrameStatus.Faulty => MqttStep.Faulty,
            MqttFrameStatus.Complete => MqttStep.Next,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (!buffer.IsEmpty && step != MqttStep.Faulty && buffer.FirstSpan[0] >> 4 != (int)MqttPacketType.Connect)
        {
            fault = MqttFault.Protocol("the first packet is not a CONNECT");
            step = MqttStep.Faulty;
        }

        if (step == MqttStep.Next && !ConnectPacket.TryRead(frame.Body, out _connect, out _version, out fault))
        {
            step = MqttStep.Faulty;
        }

        _scratch.Trim();
        _input.AdvanceTo(frames.Consumed, step == MqttStep.Incomplete ? buffer.End : frames.Consumed);
        return step;
    }

    /// <summary>Asks the host, takes over an earlier connection, answers with CONNACK.</summary>
    private async Task<MqttInbound?> AdmitAsync()
    {
        var connect = _connect!; // ReadConnectAsync returned true
        if (connect.HasAuthenticationMethod)
        {
            OnFault(new(MqttReasonCode.BadAuthenticationMethod, "enhanced authentication is not supported"));
            return null;
        }

        var user = connect.UserName ?? "";
        if (_endpoint.Bans.IsBanned(_network, user))
        {
            Close(new(MqttCloseCause.Refused, MqttReasonCode.Banned, "too many failures; try again later"));
            return null;
        }

        var isAssigned = connect.ClientId.Length == 0;
        if (isAssigned)
        {
            connect = _connect = connect with { ClientId = $"auto-{Guid.NewGuid():N}" };
        }

        var admission = await _endpoint.Host.AdmitAsync(connect, this, _closing.Token);
        if (admission.Session is null)
        {
            if (admission.Code is MqttReasonCode.BadUserNameOrPassword or MqttReasonCode.NotAuthorized)
            {
                _endpoint.Bans.Fail(_network, user);
            }

            Close(new(MqttCloseCause.Refused, admission.Code, admission.Reason));
            return null;
        }

        _session = admission.Session;
        var key = admission.SessionKey ?? connect.ClientId;
        await _endpoint.EnterAsync(key, this, _closing.Token);
        _key = key;
        var expiry = ExpirySeconds(connect);
        if ((expiry > 0 || !connect.CleanStart && _endpoint.Sessions.Has(key)) && !await CanBeStoredAsync())
        {
            Close(new(MqttCloseCause.Refused, MqttReasonCode.ServerUnavailable, "sessions cannot be stored now; without one you are let in"));
            return null;
        }

        if (!_endpoint.Sessions.TryOpen(key, connect, expiry, admission.Received, out var state, out var isPresent))
        {
            Close(new(MqttCloseCause.Refused, MqttReasonCode.QuotaExceeded, "there are too many sessions"));
            return null;
        }

        _state = state;
        if (state.IsDurable)
        {
            await _endpoint.Store.FlushAsync();
        }

        var keepAlive = KeepAliveSeconds(connect);
        if (_closed is not null || !await SendConnAckAsync(connect, keepAlive, expiry, isAssigned, isPresent))
        {
            return null;
        }

        _isAdmitted = true;
        _silence.Restart(TimeSpan.FromSeconds(1.5 * keepAlive));
        _acknowledger = new(connect.Version, _output, _endpoint.Options.MaxInflight, OnHostFailure);
        _delivery = new(connect, _session, state.Outbound, _output, _endpoint.Store, _endpoint.Time, OnHostFailure);
        state.Outbound.Attach(_delivery);
        return _inbound = new(connect, _session, state, _endpoint.Router, _acknowledger, _endpoint.Options, admission.Received is not null);
    }

    /// <summary>Whether the session store takes more; one that is behind is tried again.</summary>
    private async ValueTask<bool> CanBeStoredAsync()
    {
        if (!_endpoint.Store.IsBehind)
        {
            return true;
        }

        try
        {
            await _endpoint.Store.FlushAsync();
            _endpoint.Router.Retained.StoreMissed();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>How long the session is to outlive the connection: what the client asks for, and on 3.1.1 without Clean Session the longest there is.</summary>
    private uint ExpirySeconds(MqttConnect connect)
    {
        var longest = (uint)_endpoint.Options.SessionExpiryMaximum.TotalSeconds;
        return connect.Version == MqttVersion.V311 ? connect.CleanStart ? 0 : longest : Math.Min(connect.SessionExpiryIntervalSeconds, longest);
    }

    private int KeepAliveSeconds(MqttConnect connect)
    {
        if (connect.Version == MqttVersion.V311 || _endpoint.Options.ServerKeepAlive is not { } longest)
        {
            return connect.KeepAliveSeconds;
        }

        var seconds = (int)longest.TotalSeconds;
        return connect.KeepAliveSeconds == 0 ? seconds : Math.Min(connect.KeepAliveSeconds, seconds);
    }

    private async ValueTask<bool> SendConnAckAsync(MqttConnect connect, int keepAlive, uint expiry, bool isAssigned, bool isPresent)
    {
        var options = _endpoint.Options;
        var connAck = new MqttConnAck
        {
            Code = MqttReasonCode.Success,
            IsSessionPresent = isPresent,
            SessionExpiryIntervalSeconds = connect.SessionExpiryIntervalSeconds == expiry ? null : expiry,
            ReceiveMaximum = (ushort)options.MaxInflight,
            MaximumPacketSize = (uint)options.MaxPacketSize,
            TopicAliasMaximum = (ushort)options.TopicAliasMaximum,
            AssignedClientId = isAssigned ? connect.ClientId : null,
            ServerKeepAliveSeconds = keepAlive == connect.KeepAliveSeconds ? null : (ushort)keepAlive,
        };
        if (await _output.EnterAsync() is not { } writer)
        {
            OnLost();
            return false;
        }

        var isWritten = ConnAckPacket.TryWrite(writer, connect.Version, connAck, connect.PacketBytesMax());
        await _output.LeaveAsync();
        if (!isWritten)
        {
            Close(new(MqttCloseCause.Refused, MqttReasonCode.PacketTooLarge, "the client's maximum packet size is below that of a CONNACK"));
        }

        return isWritten;
    }
}
