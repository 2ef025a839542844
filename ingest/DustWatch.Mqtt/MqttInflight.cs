namespace DustWatch.Mqtt;

/// <summary>
/// A client's unfinished publishes of QoS 1 and 2: their packet identifiers, at most as many as the server receives at a time [MQTT-3.3.4-7, -9], and, for a session
/// that outlives its connections, the messages themselves, to be sent again in their order [MQTT-4.4.0-1, 4.6.0-1]. Any thread.
/// </summary>
internal sealed class MqttInflight : IDisposable
{
    private readonly Lock _gate = new();
    private readonly bool _isKept;
    private readonly SemaphoreSlim _places;
    private readonly Queue<ushort> _free; // oldest first, so that an identifier is used again as late as possible
    private readonly MqttPendingPublish?[] _pending; // [packet identifier - 1]
    private readonly Stack<MqttPendingPublish> _spare = [];
    private readonly Queue<ushort> _unsent = new(); // those of an earlier connection that wait for room on this one
    private MqttSendBuffer? _sends;
    private MqttVersion _version;
    private MqttClosed? _ended;
    private long _numbers;
    private int _withheld; // places that the server of this connection does not give
    private int _owed; // of them, those that are taken still

    /// <param name="maximum">Places, 1 to 65,534.</param>
    /// <param name="isKept">Whether messages outlive their connection.</param>
    public MqttInflight(int maximum, bool isKept)
    {
        _isKept = isKept;
        _places = new(maximum, maximum);
        _pending = new MqttPendingPublish?[maximum];
        _free = new(Enumerable.Range(1, maximum).Select(id => (ushort)id));
    }

    /// <summary>Waits for a free place.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    /// <summary>Sends a message on the connection that there is, or, when its session is kept, on the next one; after <see cref="EnterAsync"/>. What is given is free when the call returns.</summary>
    /// <returns>Its acknowledgement's code, to be awaited once.</returns>
    public ValueTask<MqttReasonCode> Send(in MqttPublish publish)
    {
        lock (_gate)
        {
            if (_ended is { } ended)
            {
                _places.Release();
                return ValueTask.FromException<MqttReasonCode>(new MqttClosedException(ended));
            }

            var id = _free.Dequeue();
            var pending = _spare.TryPop(out var spare) ? spare : new(this);
            (pending.Number, pending.Qos, pending.Retain, pending.IsSent, pending.IsReceived) = (++_numbers, publish.Qos, publish.Retain, false, false);
            if (_isKept)
            {
                pending.Kept = [.. publish.Topic, .. publish.Properties, .. publish.Payload];
                (pending.TopicLength, pending.PropertiesLength) = (publish.Topic.Length, publish.Properties.Length);
            }

            _pending[id - 1] = pending;
            pending.IsSent = _sends?.TryAdd(_version, publish.WithPacketId(id)) ?? false;
            return pending.Task;
        }
    }

    /// <summary>Goes on over a connection: what is unfinished is sent again, before anything new.</summary>
    /// <param name="sends">The connection's way out.</param>
    /// <param name="version">Its version.</param>
    /// <param name="serverMaximum">The server's Receive Maximum.</param>
    /// <param name="isSessionPresent">Whether the server has the session still; when not, messages are sent as new ones, and those that it said it has got are done.</param>
    public void Attach(MqttSendBuffer sends, MqttVersion version, int serverMaximum, bool isSessionPresent)
    {
        lock (_gate)
        {
            (_sends, _version) = (sends, version);
            var places = Math.Min(_pending.Length, serverMaximum);
            Withhold(_pending.Length - places);
            _unsent.Clear();
            foreach (var id in Enumerable.Range(1, _pending.Length).Where(id => _pending[id - 1] is not null).OrderBy(id => _pending[id - 1]!.Number).Select(id => (ushort)id).ToList())
            {
                var pending = _pending[id - 1]!; // it was not null, under the same lock
                if (!isSessionPresent && pending.IsReceived)
                {
                    Finish(id, pending, pending.Received);
                    continue;
                }

                pending.IsSent &= isSessionPresent;
                if (places > 0)
                {
                    places--;
                    Send(id, pending);
                }
                else
                {
                    _unsent.Enqueue(id);
                }
            }
        }
    }

    /// <summary>The connection has ended: what is unfinished waits for the next one, or fails, and so does all that comes later, when its session is not kept.</summary>
    public void Detach(MqttSendBuffer sends, MqttClosed closed)
    {
        lock (_gate)
        {
            if (_sends == sends)
            {
                _sends = null;
            }
        }

        if (!_isKept)
        {
            End(closed);
        }
    }

    /// <summary>Fails all that is unfinished, and all that comes later.</summary>
    public void End(MqttClosed closed)
    {
        lock (_gate)
        {
            _ended ??= closed;
            for (var id = 1; id <= _pending.Length; id++)
            {
                if (_pending[id - 1] is { } pending)
                {
                    Free((ushort)id);
                    pending.Fail(new MqttClosedException(closed));
                }
            }
        }
    }

    /// <summary>A PUBACK. False when it belongs to no message of QoS 1.</summary>
    public bool TryAcknowledge(ushort id, MqttReasonCode code)
    {
        lock (_gate)
        {
            if (Find(id) is not { Qos: MqttQos.AtLeastOnce } pending)
            {
                return false;
            }

            Finish(id, pending, code);
            return true;
        }
    }

    /// <summary>A PUBREC. False when it belongs to a message of QoS 1; <paramref name="isKnown"/> is false when it belongs to none, as may be after a lost session.</summary>
    public bool TryReceive(ushort id, MqttReasonCode code, out bool isKnown)
    {
        lock (_gate)
        {
            var pending = Find(id);
            isKnown = pending is not null;
            if (pending is { Qos: not MqttQos.ExactlyOnce })
            {
                return false;
            }

            if (pending is not null && code >= MqttReasonCode.UnspecifiedError)
            {
                Finish(id, pending, code);
            }
            else if (pending is not null)
            {
                (pending.IsReceived, pending.Received, pending.Kept) = (true, code, []);
            }

            return true;
        }
    }

    /// <summary>A PUBCOMP. False when it belongs to a message that was not released.</summary>
    public bool TryComplete(ushort id)
    {
        lock (_gate)
        {
            if (Find(id) is not { } pending)
            {
                return true;
            }

            if (!pending.IsReceived)
            {
                return false;
            }

            Finish(id, pending, pending.Received);
            return true;
        }
    }

    public void Return(MqttPendingPublish pending)
    {
        lock (_gate)
        {
            _spare.Push(pending);
        }
    }

    public void Dispose() => _places.Dispose();

    private MqttPendingPublish? Find(ushort id) => id <= _pending.Length ? _pending[id - 1] : null;

    private void Withhold(int places)
    {
        while (_withheld < places)
        {
            _withheld++;
            _owed += _places.Wait(0) ? 0 : 1;
        }

        for (; _withheld > places; _withheld--)
        {
            if (_owed > 0)
            {
                _owed--;
            }
            else
            {
                _places.Release();
            }
        }
    }

    private void Send(ushort id, MqttPendingPublish pending)
    {
        if (pending.IsReceived)
        {
            Span<byte> release = stackalloc byte[AcknowledgementPacket.BytesMax];
            _sends?.TryAdd(release[..AcknowledgementPacket.Write(release, MqttPacketType.PubRel, _version, id, MqttReasonCode.Success)]);
            return;
        }

        var topic = pending.Kept.AsSpan(0, pending.TopicLength);
        var properties = pending.Kept.AsSpan(pending.TopicLength, pending.PropertiesLength);
        var payload = pending.Kept.AsSpan(pending.TopicLength + pending.PropertiesLength);
        var publish = new MqttPublish(topic, payload, properties, pending.Qos, pending.Retain, pending.IsSent, id, topicAlias: 0, isWill: false);
        pending.IsSent |= _sends?.TryAdd(_version, publish) ?? false;
    }

    private void Finish(ushort id, MqttPendingPublish pending, MqttReasonCode code)
    {
        Free(id);
        if (_unsent.TryDequeue(out var next) && Find(next) is { } waiting)
        {
            Send(next, waiting);
        }

        pending.Complete(code);
    }

    private void Free(ushort id)
    {
        _pending[id - 1]!.Kept = []; // the caller has found it
        _pending[id - 1] = null;
        _free.Enqueue(id);
        if (_owed > 0)
        {
            _owed--;
        }
        else
        {
            _places.Release();
        }
    }
}
