using System.Numerics;
using System.Threading.Channels;

namespace DustWatch.Mqtt;

/// <summary>
/// Holds the PUBACKs, PUBRECs and PUBCOMPs of one connection that are not due yet, and gives them in their order [MQTT-4.6.0-2, -3], each after its commit. The read loop adds and commits;
/// a loop of its own waits for the commits, so that reading goes on meanwhile.
/// </summary>
internal sealed class MqttAcknowledger
{
    private readonly Channel<MqttCommit> _commits = Channel.CreateBounded<MqttCommit>(new BoundedChannelOptions(MqttLimits.PendingCommitsMax + 1)
    {
        // The read loop waits for room before it reads, so a write finds room always; one place is kept for the will.
        FullMode = BoundedChannelFullMode.Wait,
        SingleReader = true,
        SingleWriter = true,
    });

    private readonly MqttVersion _version;
    private readonly MqttOutput _output;
    private readonly int _answersMax;
    private readonly Action<Exception> _onFailure;
    private readonly Lock _roomGate = new();
    private uint[] _ring = []; // [number of the answer & (length - 1)]: packet type << 24 | packet identifier << 8 | code
    private TaskCompletionSource? _room;
    private bool _isInflightRoomAwaited;
    private long _taken; // answers to give, written by the read loop
    private long _answered; // of those, given or given up, written by whoever answers
    private long _pubAcksTaken; // PUBACKs among them
    private long _pubAcksAnswered;
    private int _uncommitted; // of those taken, since the last commit; read loop only
    private int _pending; // commits in the channel or being waited for
    private volatile bool _isSilent;

    /// <param name="version">The connection's version.</param>
    /// <param name="output">Where acknowledgements go.</param>
    /// <param name="inflightMax">Publishes that may be unacknowledged.</param>
    /// <param name="onFailure">Called once when a commit failed; nothing is acknowledged after.</param>
    public MqttAcknowledger(MqttVersion version, MqttOutput output, int inflightMax, Action<Exception> onFailure)
    {
        _version = version;
        _output = output;
        _answersMax = version == MqttVersion.V311 ? inflightMax : 2 * inflightMax;
        _onFailure = onFailure;
        Completion = AcknowledgeAsync();
    }

    /// <summary>Completes when the last commit after <see cref="Complete"/> has completed. Never fails.</summary>
    public Task Completion { get; }

    /// <summary>
    /// As many answers are due as may be: no packet that asks for one may be taken. A 3.1.1 client is held back by this alone; a 5.0 client is held to its Receive Maximum,
    /// and by this only when it repeats itself. Read loop only.
    /// </summary>
    public bool IsFull => _taken - Volatile.Read(ref _answered) >= _answersMax;

    /// <summary>PUBACKs among the answers that are due. Read loop only.</summary>
    public int PubAcksPending => (int)(_pubAcksTaken - Volatile.Read(ref _pubAcksAnswered));

    private bool HasRoom => Volatile.Read(ref _pending) < MqttLimits.PendingCommitsMax && !(_isInflightRoomAwaited && IsFull);

    /// <summary>Notes an answer; there must be room. Read loop only.</summary>
    public void Add(MqttPacketType type, ushort packetId, MqttReasonCode code)
    {
        if (_ring.Length == 0)
        {
            _ring = new uint[BitOperations.RoundUpToPowerOf2((uint)_answersMax)];
        }

        _ring[_taken & _ring.Length - 1] = (uint)type << 24 | (uint)packetId << 8 | (uint)code;
        _taken++;
        _pubAcksTaken += type == MqttPacketType.PubAck ? 1 : 0;
        _uncommitted++;
    }

    /// <summary>Takes over the commit of what was read. Nothing is queued, and nothing allocated, when it has completed already and no earlier one is pending. Read loop only.</summary>
    public ValueTask CommitAsync(ValueTask durable)
    {
        var count = _uncommitted;
        _uncommitted = 0;
        if (Volatile.Read(ref _pending) == 0 && durable.IsCompletedSuccessfully)
        {
            durable.GetAwaiter().GetResult();
            return count == 0 ? ValueTask.CompletedTask : SendAsync(count);
        }

        Interlocked.Increment(ref _pending);
        if (!_commits.Writer.TryWrite(new(count, durable)))
        {
            throw new InvalidOperationException("More commits are pending than there is room for.");
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Completes when another read may be committed, and with <paramref name="isInflightAwaited"/> also when another publish may be added. Read loop only.</summary>
    public Task WaitForRoomAsync(bool isInflightAwaited)
    {
        lock (_roomGate)
        {
            _isInflightRoomAwaited = isInflightAwaited;
            if (HasRoom)
            {
                return Task.CompletedTask;
            }

            _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Nothing is acknowledged from now on; commits are still waited for.</summary>
    public void Silence() => _isSilent = true;

    /// <summary>No commit follows.</summary>
    public void Complete() => _commits.Writer.TryComplete();

    private async Task AcknowledgeAsync()
    {
        var commits = _commits.Reader;
        while (await commits.WaitToReadAsync())
        {
            while (commits.TryRead(out var commit))
            {
                var count = commit.Acknowledgements;
                var taken = 1;
                try
                {
                    await commit.Durable;
                    while (commits.TryPeek(out var next) && next.Durable.IsCompletedSuccessfully && commits.TryRead(out next))
                    {
                        next.Durable.GetAwaiter().GetResult();
                        count += next.Acknowledgements;
                        taken++;
                    }

                    if (count > 0)
                    {
                        await SendAsync(count);
                    }
                }
                catch (Exception failure) // the host's store, or the connection's output: either ends this connection alone
                {
                    Fail(failure);
                }

                Interlocked.Add(ref _pending, -taken);
                SignalRoom();
            }
        }
    }

    private void Fail(Exception failure)
    {
        if (!_isSilent)
        {
            _isSilent = true;
            _onFailure(failure);
        }
    }

    /// <summary>Answers the oldest publishes in one write. They are off the count before their PUBACKs are out, so that a client that answers at once finds room.</summary>
    private async ValueTask SendAsync(int count)
    {
        if (_isSilent || await _output.EnterAsync() is not { } writer)
        {
            Volatile.Write(ref _pubAcksAnswered, _pubAcksAnswered + CountPubAcks(count));
            Volatile.Write(ref _answered, _answered + count);
            return;
        }

        while (count > 0)
        {
            var some = Math.Min(count, MqttLimits.AcknowledgementsPerSpanMax);
            writer.Advance(Write(writer.GetSpan(some * AcknowledgementPacket.BytesMax), some));
            Volatile.Write(ref _pubAcksAnswered, _pubAcksAnswered + CountPubAcks(some));
            Volatile.Write(ref _answered, _answered + some);
            count -= some;
        }

        await _output.LeaveAsync();
    }

    private int Write(Span<byte> target, int count)
    {
        var written = 0;
        for (var i = 0; i < count; i++)
        {
            var entry = _ring[_answered + i & _ring.Length - 1];
            written += AcknowledgementPacket.Write(target[written..], (MqttPacketType)(entry >> 24), _version, (ushort)(entry >> 8 & 0xFFFF), (MqttReasonCode)(entry & 0xFF));
        }

        return written;
    }

    private int CountPubAcks(int count)
    {
        var pubAcks = 0;
        for (var i = 0; i < count; i++)
        {
            pubAcks += _ring[_answered + i & _ring.Length - 1] >> 24 == (int)MqttPacketType.PubAck ? 1 : 0;
        }

        return pubAcks;
    }

    private void SignalRoom()
    {
        lock (_roomGate)
        {
            if (_room is not null && HasRoom)
            {
                _room.SetResult();
                _room = null;
            }
        }
    }
}
