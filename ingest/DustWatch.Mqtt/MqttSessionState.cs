namespace DustWatch.Mqtt;

/// <summary>
/// What the server keeps of a session beside its connection (4.1): subscriptions, messages on their way, packet identifiers received, expiry, the will that is
/// put off. The connection that holds the session's key alone changes it; between connections <see cref="MqttSessions"/> does, under <see cref="Gate"/>.
/// </summary>
internal sealed class MqttSessionState(string key, IMqttSessionStore store, MqttOutbound outbound)
{
    private readonly Dictionary<string, MqttSubscription> _subscriptions = new(StringComparer.Ordinal);
    private HashSet<ushort>? _received;
    private bool _isRestored; // and not connected since: what the host has stored is newer than what the store has

    public string Key { get; } = key;

    public MqttOutbound Outbound { get; } = outbound;

    public Lock Gate { get; } = new();

    /// <summary>Seconds that it outlives its connection; <see cref="uint.MaxValue"/> for ever.</summary>
    public uint ExpirySeconds { get; private set; }

    public bool IsConnected { get; set; }

    /// <summary>Set once: it is in nobody's hands any more.</summary>
    public bool HasEnded { get; set; }

    /// <summary>When its connection ended, ms UTC.</summary>
    public long? DisconnectedAtMilliseconds { get; private set; }

    /// <summary>The will that is put off, and the session of the connection that left it.</summary>
    public (IMqttSession Session, MqttWill Will)? PendingWill { get; set; }

    /// <summary>Fires for the will or the expiry, whichever comes first; null while it is connected.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>Written by the subscription tree under its lock.</summary>
    public long MatchRound { get; set; }

    /// <summary>Written by the subscription tree under its lock.</summary>
    public int MatchIndex { get; set; }

    /// <summary>Messages of QoS 2 that came from the client and are not released.</summary>
    public int ReceivedCount => _received?.Count ?? 0;

    public IReadOnlyDictionary<string, MqttSubscription> Subscriptions => _subscriptions;

    public bool IsDurable => Outbound.IsDurable;

    /// <summary>When it ends, ms UTC; null while it is connected, and for one that never does.</summary>
    public long? EndsAtMilliseconds => ExpirySeconds == uint.MaxValue ? null : DisconnectedAtMilliseconds + 1000L * ExpirySeconds;

    public void Restore(MqttStoredSession stored)
    {
        ExpirySeconds = stored.Head.ExpirySeconds;
        DisconnectedAtMilliseconds = stored.Head.DisconnectedAtMilliseconds;
        foreach (var subscription in stored.Subscriptions)
        {
            _subscriptions[subscription.Filter] = subscription;
        }

        Outbound.Restore(stored.Messages);
        _received = stored.Received.Count == 0 ? null : [.. stored.Received];
        _isRestored = true;
    }

    /// <summary>A connection has it now. It is noted in the store from the time on that it outlives its connection.</summary>
    public void Connect(uint expirySeconds, MqttWill? will, IReadOnlyCollection<ushort>? received)
    {
        IsConnected = true;
        (ExpirySeconds, DisconnectedAtMilliseconds) = (expirySeconds, null);
        if (_isRestored && received is not null)
        {
            _received = [.. received];
        }

        _isRestored = false;
        Note(will);
    }

    public void ChangeExpiry(uint expirySeconds, MqttWill? will)
    {
        ExpirySeconds = expirySeconds;
        Note(will);
    }

    public void Disconnect(long nowMilliseconds, MqttWill? will)
    {
        IsConnected = false;
        DisconnectedAtMilliseconds = nowMilliseconds;
        Note(will);
    }

    /// <summary>Notes that the will is published, or is not to be.</summary>
    public void NoteWithoutWill() => Note(will: null);

    /// <summary>Whether it has just this subscription: setting it again would change nothing, and needs no store.</summary>
    public bool Has(MqttSubscription subscription) => _subscriptions.TryGetValue(subscription.Filter, out var known) && known == subscription;

    public void Set(MqttSubscription subscription)
    {
        _subscriptions[subscription.Filter] = subscription;
        if (IsDurable)
        {
            store.Subscribe(Key, subscription);
        }
    }

    public bool TryRemove(string filter, out MqttSubscription? subscription)
    {
        if (!_subscriptions.Remove(filter, out subscription))
        {
            return false;
        }

        if (IsDurable)
        {
            store.Unsubscribe(Key, filter);
        }

        return true;
    }

    public bool HasReceived(ushort packetId) => _received?.Contains(packetId) ?? false;

    /// <summary>Notes a message of QoS 2.</summary>
    /// <param name="packetId">Its packet identifier.</param>
    /// <param name="isStored">Whether the host stores it with the message itself.</param>
    public void Receive(ushort packetId, bool isStored)
    {
        (_received ??= []).Add(packetId);
        if (IsDurable && !isStored)
        {
            store.Receive(Key, packetId);
        }
    }

    public bool TryRelease(ushort packetId, bool isStored)
    {
        if (_received is null || !_received.Remove(packetId))
        {
            return false;
        }

        if (IsDurable && !isStored)
        {
            store.Release(Key, packetId);
        }

        return true;
    }

    private void Note(MqttWill? will)
    {
        if (ExpirySeconds == 0 && !IsDurable)
        {
            return;
        }

        store.Save(new() { Key = Key, ExpirySeconds = ExpirySeconds, DisconnectedAtMilliseconds = DisconnectedAtMilliseconds, Will = will });
        if (IsDurable)
        {
            return;
        }

        Outbound.IsDurable = true;
        foreach (var subscription in _subscriptions.Values)
        {
            store.Subscribe(Key, subscription);
        }
    }
}
