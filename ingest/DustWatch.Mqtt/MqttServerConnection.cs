using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace DustWatch.Mqtt;

/// <summary>One connection of the endpoint, from its first byte to its last: the way in (MqttServerConnection.Entering), the read loop, and the way out (MqttServerConnection.Leaving).</summary>
internal sealed partial class MqttServerConnection : IMqttPeer, IDisposable
{
    private readonly MqttEndpoint _endpoint;
    private readonly ConnectionContext _context;
    private readonly IPAddress _network;
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
    private MqttSessionState? _state;
    private MqttDelivery? _delivery;
    private MqttInbound? _inbound;
    private bool _isAdmitted; // the CONNACK is out
    private MqttClosed? _closed; // set once

    public MqttServerConnection(MqttEndpoint endpoint, ConnectionContext context, IPAddress network)
    {
        _endpoint = endpoint;
        _context = context;
        _network = network;
        _input = context.Transport.Input;
        _output = new(context.Transport.Output, endpoint.Time, endpoint.Options.WriteTimeout, OnStall);
        _silence = new(endpoint.Time, endpoint.Options.ConnectTimeout, OnSilence);
    }

    public EndPoint? RemoteEndPoint => _context.RemoteEndPoint;

    public X509Certificate2? ClientCertificate => _context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;

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

    private void OnFault(in MqttFault fault)
    {
        _endpoint.Bans.Fail(_network, _connect?.UserName ?? "");
        Close(new(MqttCloseCause.ProtocolFault, fault.Code, fault.Text));
    }

    /// <summary>Takes what each read brings, until the connection is closed. Commits and acknowledgements go on beside it.</summary>
    private async Task ReadAsync(MqttInbound inbound)
    {
        var step = MqttStep.Next;
        while (_closed is null)
        {
            await WaitForRoomAsync(step == MqttStep.Full);
            if (step == MqttStep.Behind)
            {
                await TryStoreAsync();
            }

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

            step = TakeAll(inbound, read.Buffer, isStoreTried: step == MqttStep.Behind, out var fault);
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

    /// <summary>The disk may take by now what it refused: else the first subscription after that would be refused with nothing wrong any more.</summary>
    private async ValueTask TryStoreAsync()
    {
        _silence.Pause();
        await CanBeStoredAsync();
        _silence.Resume();
    }

    /// <summary>Takes every whole packet of one read; it stops before one whose answer there is no room for, and before a subscription that waits for the store to be tried.</summary>
    private MqttStep TakeAll(MqttInbound inbound, in ReadOnlySequence<byte> buffer, bool isStoreTried, out MqttFault fault)
    {
        var acknowledger = _acknowledger!; // set by AdmitAsync
        var isBehind = !isStoreTried && _state!.IsDurable && _endpoint.Store.IsBehind; // set by AdmitAsync
        var frames = new MqttFrameReader(buffer, _version, _endpoint.Options.MaxPacketSize, _scratch);
        var isHeard = false;
        var step = MqttStep.Next;
        fault = default;
        while (step == MqttStep.Next)
        {
            if (acknowledger.IsFull && frames.IsNextAcknowledged())
            {
                step = MqttStep.Full;
                break;
            }

            if (isBehind && frames.IsNextSubscribe())
            {
                step = MqttStep.Behind;
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

    /// <summary>Hands over what one read brought to be committed, and sends the answers that wait for no commit of the host.</summary>
    private async ValueTask CommitAsync(MqttInbound inbound)
    {
        var isNoted = inbound.IsNoted;
        inbound.IsNoted = false;
        if (inbound.IsGiven || inbound.IsAnswered)
        {
            _endpoint.CountPublishes(inbound.Messages);
            var stored = inbound.IsGiven ? _session!.CommitAsync(_closing.Token) : ValueTask.CompletedTask; // set by AdmitAsync
            inbound.Messages = 0;
            (inbound.IsGiven, inbound.IsAnswered) = (false, false);
            await _acknowledger!.CommitAsync(isNoted ? Both(stored, _endpoint.Store.FlushAsync()) : stored); // set by AdmitAsync
        }

        if (inbound.Answers.WrittenCount > 0)
        {
            if (isNoted)
            {
                await _endpoint.Store.FlushAsync();
            }

            if (await _output.EnterAsync() is { } writer)
            {
                writer.Write(inbound.Answers.WrittenSpan);
                await _output.LeaveAsync();
            }

            inbound.Answers.ResetWrittenCount();
            MqttRouter.SendRetained(_state!, inbound.Retained); // set by AdmitAsync
        }
    }

    /// <summary>Completes when both have; nothing is allocated when one has already.</summary>
    private static ValueTask Both(ValueTask host, ValueTask store)
    {
        if (store.IsCompletedSuccessfully)
        {
            store.GetAwaiter().GetResult();
            return host;
        }

        return AwaitBothAsync(host, store);

        static async ValueTask AwaitBothAsync(ValueTask host, ValueTask store)
        {
            await host;
            await store;
        }
    }
}
