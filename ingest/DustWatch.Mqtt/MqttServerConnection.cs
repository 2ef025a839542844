using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace DustWatch.Mqtt;

/// <summary>One connection of the endpoint, from its first byte to its last: CONNECT, admission, the read loop, and the way out (MqttServerConnection.Leaving).</summary>
internal sealed partial class MqttServerConnection : IMqttPeer, IDisposable
{
    private readonly MqttEndpoint _endpoint;
    private readonly ConnectionContext _context;
    private readonly PipeReader _input;
    private readonly MqttOutput _output;
    private readonly MqttSilence _silence;
    private readonly MqttScratch _scratch = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttVersion? _version;
    private MqttConnect? _connect;
    private string? _key;
    private IMqttSession? _session;
    private MqttAcknowledger? _acknowledger;
    private bool _isAdmitted; // the CONNACK is out
    private MqttClosed? _closed; // set once

    public MqttServerConnection(MqttEndpoint endpoint, ConnectionContext context)
    {
        _endpoint = endpoint;
        _context = context;
        _input = context.Transport.Input;
        _output = new(context.Transport.Output, endpoint.Time, endpoint.Options.WriteTimeout, OnStall);
        _silence = new(endpoint.Time, endpoint.Options.ConnectTimeout, OnSilence);
    }

    public EndPoint? RemoteEndPoint => _context.RemoteEndPoint;

    /// <summary>Completes when the session will be given no more messages and its key is free.</summary>
    public Task Left => _left.Task;

    public async Task RunAsync()
    {
        using var stopping = _context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.Register(OnStopping);
        try
        {
            if (await ReadConnectAsync() && await AdmitAsync() is { } inbound)
            {
                await ReadAsync(inbound);
            }
        }
        catch (OperationCanceledException) when (_closed is not null)
        {
            // Closed while it waited for something of its own.
        }
        catch (Exception failure) // the host's: Publish, CommitAsync or AdmitAsync threw
        {
            OnHostFailure(failure);
        }

        await LeaveAsync();
    }

    /// <summary>After <see cref="RunAsync"/>. A close that comes later finds the connection closed and touches nothing.</summary>
    public void Dispose()
    {
        _silence.Dispose();
        _output.Dispose();
        _scratch.Dispose();
        _closing.Dispose();
    }

    public void Disconnect(MqttReasonCode code, string? reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((int)code, (int)MqttReasonCode.UnspecifiedError, nameof(code));
        Close(new(MqttCloseCause.HostDisconnected, code, reason));
    }

    /// <summary>Ends the connection; the first call counts. Any thread. Does not wait.</summary>
    public void Close(MqttClosed closed)
    {
        if (Interlocked.CompareExchange(ref _closed, closed, null) is null)
        {
            _ = _closing.CancelAsync();
            _input.CancelPendingRead();
            _context.Transport.Output.CancelPendingFlush();
        }
    }

    private void OnSilence() => Close(_isAdmitted
        ? new(MqttCloseCause.KeepAliveExpired, MqttReasonCode.KeepAliveTimeout, "nothing was heard for 1.5 times the keep alive")
        : new(MqttCloseCause.ConnectTimeout, MqttReasonCode.ServerUnavailable, "the connection was not admitted in time"));

    private void OnStall()
    {
        Close(new(MqttCloseCause.SlowReader, MqttReasonCode.UnspecifiedError, "the client did not take what was sent to it"));
        _context.Abort(new ConnectionAbortedException("The client did not take what was sent to it."));
    }

    private void OnStopping() => Close(new(MqttCloseCause.ServerShuttingDown, MqttReasonCode.ServerShuttingDown, "the server stops"));

    private void OnHostFailure(Exception failure)
    {
        if (_closed is null)
        {
            _endpoint.Failed(this, failure);
        }

        Close(new(MqttCloseCause.HostFailed, MqttReasonCode.UnspecifiedError, "the server failed"));
    }

    private void OnLost() => Close(new(MqttCloseCause.ConnectionLost, MqttReasonCode.UnspecifiedError, "the network connection was lost"));

    private void OnFault(in MqttFault fault) => Close(new(MqttCloseCause.ProtocolFault, fault.Code, fault.Text));

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

        if (connect.Version == MqttVersion.V500 && connect.Will?.Qos == MqttQos.ExactlyOnce)
        {
            OnFault(new(MqttReasonCode.QosNotSupported, "the will has QoS 2, and the maximum QoS is 1"));
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
            Close(new(MqttCloseCause.Refused, admission.Code, admission.Reason));
            return null;
        }

        _session = admission.Session;
        var key = admission.SessionKey ?? connect.ClientId;
        await _endpoint.EnterAsync(key, this, _closing.Token);
        _key = key;
        var keepAlive = KeepAliveSeconds(connect);
        if (_closed is not null || !await SendConnAckAsync(connect, keepAlive, isAssigned))
        {
            return null;
        }

        _isAdmitted = true;
        _silence.Restart(TimeSpan.FromSeconds(1.5 * keepAlive));
        _acknowledger = new(connect.Version, _output, _endpoint.Options.MaxInflight, OnHostFailure);
        return new(connect, _session, _acknowledger, _endpoint.Options.TopicAliasMaximum);
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

    private async ValueTask<bool> SendConnAckAsync(MqttConnect connect, int keepAlive, bool isAssigned)
    {
        var options = _endpoint.Options;
        var connAck = new MqttConnAck
        {
            Code = MqttReasonCode.Success,
            SessionExpiryIntervalSeconds = connect.SessionExpiryIntervalSeconds == 0 ? null : 0,
            ReceiveMaximum = (ushort)options.MaxInflight,
            MaximumQos = MqttQos.AtLeastOnce,
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

    /// <summary>Takes what each read brings, until the connection is closed. Commits and acknowledgements go on beside it.</summary>
    private async Task ReadAsync(MqttInbound inbound)
    {
        var step = MqttStep.Next;
        while (_closed is null)
        {
            await WaitForRoomAsync(step == MqttStep.Full);
            ReadResult read;
            try
            {
                read = await _input.ReadAsync();
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                OnLost();
                return;
            }

            if (_closed is not null)
            {
                return;
            }

            step = TakeAll(inbound, read.Buffer, out var fault);
            var committing = CommitAsync(inbound);
            if (!committing.IsCompletedSuccessfully)
            {
                _silence.Pause();
                await committing;
                _silence.Resume();
            }

            if (step == MqttStep.Faulty)
            {
                OnFault(fault);
            }
            else if (step == MqttStep.Disconnected)
            {
                Close(new(MqttCloseCause.ClientDisconnected, fault.Code, fault.Text));
            }
            else if (step == MqttStep.Incomplete && read.IsCompleted)
            {
                OnLost();
            }
        }
    }

    private async ValueTask WaitForRoomAsync(bool isInflightAwaited)
    {
        var room = _acknowledger!.WaitForRoomAsync(isInflightAwaited); // set by AdmitAsync
        if (!room.IsCompleted)
        {
            _silence.Pause();
            await room.WaitAsync(_closing.Token);
            _silence.Resume();
        }
    }

    /// <summary>Takes every whole packet of one read. On 3.1.1, which knows no Receive Maximum, it stops before a publish that there is no room for.</summary>
    private MqttStep TakeAll(MqttInbound inbound, in ReadOnlySequence<byte> buffer, out MqttFault fault)
    {
        var acknowledger = _acknowledger!; // set by AdmitAsync
        var frames = new MqttFrameReader(buffer, _version, _endpoint.Options.MaxPacketSize, _scratch);
        var isHeard = false;
        var step = MqttStep.Next;
        fault = default;
        while (step == MqttStep.Next)
        {
            if (_version == MqttVersion.V311 && acknowledger.IsFull && frames.IsNextAcknowledged())
            {
                step = MqttStep.Full;
                break;
            }

            var status = frames.TryRead(out var frame, out fault);
            if (status != MqttFrameStatus.Complete)
            {
                step = status == MqttFrameStatus.Faulty ? MqttStep.Faulty : MqttStep.Incomplete;
                break;
            }

            isHeard = true;
            step = inbound.Take(frame, out fault);
        }

        if (isHeard)
        {
            _silence.Heard();
        }

        _scratch.Trim();
        _input.AdvanceTo(frames.Consumed, step == MqttStep.Incomplete ? buffer.End : frames.Consumed);
        return step;
    }

    /// <summary>Hands one read's messages over to be committed, and sends the answers that wait for no commit.</summary>
    private async ValueTask CommitAsync(MqttInbound inbound)
    {
        if (inbound.Messages > 0)
        {
            _endpoint.CountPublishes(inbound.Messages);
            inbound.Messages = 0;
            await _acknowledger!.CommitAsync(_session!.CommitAsync(_closing.Token)); // both set by AdmitAsync
        }

        if (inbound.Answers.WrittenCount > 0)
        {
            if (await _output.EnterAsync() is { } writer)
            {
                writer.Write(inbound.Answers.WrittenSpan);
                await _output.LeaveAsync();
            }

            inbound.Answers.ResetWrittenCount();
        }
    }
}
