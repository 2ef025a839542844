using System.Buffers;

namespace DustWatch.Mqtt;

/// <summary>
/// The messages on their way to one session: those that wait, and those of QoS 1 and 2 that were sent and have not been answered. It outlives the session's
/// connections. Any thread.
/// </summary>
internal sealed class MqttOutbound(string key, IMqttSessionStore store, int messagesMax, int bytesMax)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<MqttOutgoing> _waiting = new();
    private readonly Dictionary<ushort, MqttOutgoing> _inflight = [];
    private Queue<MqttOutgoing> _again = new(); // of those in flight, to be sent once more on this connection
    private MqttDelivery? _delivery;
    private long _sequence;
    private ushort _lastId;
    private int _waitingBytes;
    private int _counted; // in flight and sent on this connection
    private volatile bool _isDurable;
    private bool _hasEnded;

    /// <summary>Whether the session has a connection that takes messages.</summary>
    public bool IsConnected => Volatile.Read(ref _delivery) is not null;

    /// <summary>Messages given up because too many waited.</summary>
    public long Dropped { get; private set; }

    /// <summary>Messages that wait or are not answered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count + _inflight.Count;
            }
        }
    }

    /// <summary>Whether changes are noted in the store. Set before the session has messages, or with all of them noted anew.</summary>
    public bool IsDurable
    {
        get => _isDurable;
        set
        {
            lock (_gate)
            {
                if (value && !_isDurable)
                {
                    foreach (var entry in _inflight.Values.Concat(_waiting).Where(e => e.Qos != MqttQos.AtMostOnce).OrderBy(e => e.Sequence))
                    {
                        Store(entry);
                    }
                }

                _isDurable = value;
            }
        }
    }

    /// <summary>Puts back what was stored.</summary>
    public void Restore(IReadOnlyList<MqttStoredMessage> messages)
    {
        foreach (var stored in messages)
        {
            var entry = new MqttOutgoing(stored.Message, stored.Qos, stored.Retain, [.. stored.Identifiers], stored.Sequence) { State = stored.State, PacketId = stored.PacketId, IsStored = true };
            _sequence = Math.Max(_sequence, stored.Sequence);
            if (stored.State == MqttOutgoingState.Waiting)
            {
                _waiting.AddLast(entry);
                _waitingBytes += stored.Message.Bytes;
            }
            else
            {
                _inflight[stored.PacketId] = entry;
                _lastId = stored.PacketId;
            }
        }

        _isDurable = true;
    }

    /// <summary>Adds a message behind all others. QoS 0 is for sessions that are connected; when too many wait, the oldest is given up: what a topic says now counts more than what it said.</summary>
    public void Enqueue(MqttMessage message, MqttQos qos, bool retain, int[] identifiers)
    {
        MqttDelivery? delivery;
        lock (_gate)
        {
            delivery = _delivery;
            if (_hasEnded || delivery is null && qos == MqttQos.AtMostOnce)
            {
                return;
            }

            while (_waiting.Count > 0 && (_waiting.Count >= messagesMax || _waitingBytes + message.Bytes > bytesMax))
            {
                Drop(_waiting.First!.Value); // it is not empty
            }

            var entry = new MqttOutgoing(message, qos, retain, identifiers, ++_sequence);
            _waiting.AddLast(entry);
            _waitingBytes += message.Bytes;
            if (_isDurable && qos != MqttQos.AtMostOnce && !store.IsBehind)
            {
                Store(entry);
            }
        }

        delivery?.Signal();
    }

    /// <summary>A connection takes messages from now on: first those in flight again, in their order [MQTT-4.4.0-1, 4.6.0-1].</summary>
    public void Attach(MqttDelivery delivery)
    {
        lock (_gate)
        {
            _delivery = delivery;
            _counted = 0;
            _again = new(_inflight.Values.OrderBy(e => e.State == MqttOutgoingState.Published).ThenBy(e => e.Order));
            foreach (var entry in _again)
            {
                entry.IsCounted = false;
            }

            if (_again.Count == 0 && _waiting.Count == 0)
            {
                return; // most clients never get a message: they cost no turn of the thread pool
            }
        }

        delivery.Signal();
    }

    /// <summary>The connection takes no more. What waits at QoS 0 is lost, as it would be for a session without a connection.</summary>
    public void Detach(MqttDelivery delivery)
    {
        lock (_gate)
        {
            if (_delivery != delivery)
            {
                return;
            }

            _delivery = null;
            for (var node = _waiting.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Qos == MqttQos.AtMostOnce)
                {
                    _waitingBytes -= node.Value.Message.Bytes;
                    _waiting.Remove(node);
                }

                node = next;
            }
        }
    }

    /// <summary>The session is over: nothing is taken in or noted any more, also by who found it in the subscription tree just before.</summary>
    public void End()
    {
        lock (_gate)
        {
            (_hasEnded, _isDurable, _delivery) = (true, false, null);
            _waiting.Clear();
            _inflight.Clear();
            _again.Clear();
        }
    }

    /// <summary>Writes the packets that are due, up to about <see cref="MqttLimits.DeliveryBytesMax"/>.</summary>
    /// <param name="output">The connection's output.</param>
    /// <param name="delivery">The connection; nothing is written for one that is no longer the session's.</param>
    /// <param name="mustFlush">Whether the store has to be flushed before the bytes go out: an identifier of QoS 2 is used for the first time.</param>
    /// <returns>Bytes written; 0 when nothing is due.</returns>
    public int Write(IBufferWriter<byte> output, MqttDelivery delivery, out bool mustFlush)
    {
        mustFlush = false;
        var written = 0;
        lock (_gate)
        {
            while (_delivery == delivery && written < MqttLimits.DeliveryBytesMax)
            {
                if (_again.TryPeek(out var again))
                {
                    if (again.State == MqttOutgoingState.Published && _counted >= delivery.ReceiveMaximum)
                    {
                        break;
                    }

                    _again.Dequeue();
                    written += WriteAgain(output, delivery, again);
                }
                else if (_waiting.First?.Value is { } next && (next.Qos == MqttQos.AtMostOnce || _counted < delivery.ReceiveMaximum))
                {
                    written += WriteNext(output, delivery, next);
                    mustFlush |= next is { IsStored: true, Qos: MqttQos.ExactlyOnce, PacketId: not 0 };
                }
                else
                {
                    break;
                }
            }
        }

        return written;
    }

    /// <summary>PUBACK. False when the identifier is one of a message of QoS 2; an unknown one is the answer to a message that was sent twice.</summary>
    public bool TryAcknowledge(ushort id) => TryFinish(id, MqttQos.AtLeastOnce, MqttOutgoingState.Published);

    /// <summary>PUBCOMP. False when the message was not received yet.</summary>
    public bool TryComplete(ushort id) => TryFinish(id, MqttQos.ExactlyOnce, MqttOutgoingState.Received);

    /// <summary>PUBREC. False when the identifier is one of a message of QoS 1.</summary>
    /// <param name="id">The packet identifier.</param>
    /// <param name="code">The client's code; from 0x80 on the message is done with [MQTT-4.3.3-4].</param>
    /// <param name="isKnown">Whether there is such a message.</param>
    /// <param name="isStored">Whether the store has it, so that the change is one of the store's too.</param>
    public bool TryReceive(ushort id, MqttReasonCode code, out bool isKnown, out bool isStored)
    {
        lock (_gate)
        {
            (isKnown, isStored) = (_inflight.TryGetValue(id, out var entry), entry is { IsStored: true });
            if (!isKnown)
            {
                return true;
            }

            if (entry!.Qos != MqttQos.ExactlyOnce) // it is known
            {
                return false;
            }

            if (code < MqttReasonCode.UnspecifiedError)
            {
                Receive(entry);
                return true;
            }
        }

        return TryFinish(id, MqttQos.ExactlyOnce, MqttOutgoingState.Published);
    }

    private static MqttStoredMessage Stored(MqttOutgoing entry) => new()
    {
        Sequence = entry.Sequence,
        Message = entry.Message,
        Qos = entry.Qos,
        Retain = entry.Retain,
        Identifiers = entry.Identifiers,
        State = entry.State,
        PacketId = entry.PacketId,
    };

    private bool TryFinish(ushort id, MqttQos qos, MqttOutgoingState state)
    {
        MqttDelivery? delivery;
        lock (_gate)
        {
            if (!_inflight.TryGetValue(id, out var entry))
            {
                return true;
            }

            if (entry.Qos != qos || entry.State != state)
            {
                return false;
            }

            Finish(entry);
            delivery = _waiting.Count > 0 || _again.Count > 0 ? _delivery : null;
        }

        delivery?.Signal();
        return true;
    }

    private void Receive(MqttOutgoing entry)
    {
        if (entry.State != MqttOutgoingState.Published)
        {
            return;
        }

        entry.State = MqttOutgoingState.Received;
        entry.Order = ++_sequence;
        if (_isDurable && entry.IsStored)
        {
            store.Advance(key, entry.Sequence, entry.PacketId, MqttOutgoingState.Received);
        }
    }

    private int WriteAgain(IBufferWriter<byte> output, MqttDelivery delivery, MqttOutgoing entry)
    {
        if (!_inflight.ContainsKey(entry.PacketId))
        {
            return 0; // answered meanwhile
        }

        if (entry.State == MqttOutgoingState.Received)
        {
            var span = output.GetSpan(AcknowledgementPacket.BytesMax);
            var length = AcknowledgementPacket.Write(span, MqttPacketType.PubRel, delivery.Version, entry.PacketId, MqttReasonCode.Success);
            output.Advance(length);
            return length;
        }

        var written = delivery.Write(output, entry, isDuplicate: true);
        if (written == 0)
        {
            Finish(entry);
            return 0;
        }

        Charge(entry);
        return written;
    }

    private int WriteNext(IBufferWriter<byte> output, MqttDelivery delivery, MqttOutgoing entry)
    {
        _waiting.RemoveFirst();
        _waitingBytes -= entry.Message.Bytes;
        var lastId = _lastId;
        if (entry.Qos != MqttQos.AtMostOnce)
        {
            entry.PacketId = NextId();
        }

        var written = delivery.Write(output, entry, isDuplicate: false);
        if (entry.Qos == MqttQos.AtMostOnce)
        {
            return written;
        }

        if (written == 0)
        {
            (entry.PacketId, _lastId) = (0, lastId);
            Forget(entry); // it is as if it had been sent [MQTT-3.1.2-25]
            return 0;
        }

        entry.State = MqttOutgoingState.Published;
        _inflight.Add(entry.PacketId, entry);
        Charge(entry);
        if (_isDurable && entry.IsStored)
        {
            store.Advance(key, entry.Sequence, entry.PacketId, MqttOutgoingState.Published);
        }

        return written;
    }

    private void Store(MqttOutgoing entry)
    {
        store.Enqueue(key, Stored(entry));
        entry.IsStored = true;
    }

    private void Charge(MqttOutgoing entry)
    {
        entry.IsCounted = true;
        _counted++;
    }

    private void Finish(MqttOutgoing entry)
    {
        _inflight.Remove(entry.PacketId);
        _counted -= entry.IsCounted ? 1 : 0;
        Forget(entry);
    }

    private void Forget(MqttOutgoing entry)
    {
        if (_isDurable && entry.IsStored)
        {
            store.Dequeue(key, entry.Sequence);
        }
    }

    private void Drop(MqttOutgoing entry)
    {
        _waiting.RemoveFirst();
        _waitingBytes -= entry.Message.Bytes;
        Dropped++;
        Forget(entry);
    }

    /// <summary>There is one: no more are in flight than <see cref="MqttLimits.DeliveryInflightMax"/>.</summary>
    private ushort NextId()
    {
        do
        {
            _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
        }
        while (_inflight.ContainsKey(_lastId));
        return _lastId;
    }
}
