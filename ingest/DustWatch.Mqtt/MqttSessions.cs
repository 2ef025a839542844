using System.Collections.Concurrent;

namespace DustWatch.Mqtt;

/// <summary>The sessions that outlive their connections, and the wills that are put off (4.1, 3.1.2.5). Any thread.</summary>
internal sealed class MqttSessions(MqttEndpoint endpoint, IMqttSessionStore store, MqttSubscriptionTree tree) : IDisposable
{
    private static readonly TimeSpan TimerMaximum = TimeSpan.FromDays(30); // a timer takes less than 50 days; a session may last for years
    private readonly ConcurrentDictionary<string, MqttSessionState> _states = new(StringComparer.Ordinal);

    /// <summary>Sessions, those without a connection included.</summary>
    public int Count => _states.Count;

    /// <summary>Puts back what was stored. Wills of connections that were lost with the process are put off by their delay from now on.</summary>
    public void Restore()
    {
        foreach (var stored in store.ReadSessions())
        {
            var state = Create(stored.Head.Key);
            state.Restore(stored);
            _states[state.Key] = state;
            foreach (var subscription in state.Subscriptions.Values)
            {
                tree.Set(state, subscription);
            }

            lock (state.Gate)
            {
                var will = stored.Head.Will;
                if (will is not null && endpoint.Host.SessionOf(state.Key) is { } session)
                {
                    state.PendingWill = (session, will);
                }

                if (state.DisconnectedAtMilliseconds is null)
                {
                    state.Disconnect(Now(), will);
                }

                Arm(state);
            }
        }
    }

    /// <summary>Whether there is a session with this key.</summary>
    public bool Has(string key) => _states.ContainsKey(key);

    /// <summary>The session of a connection that has just been given its key: the one that is there, or with Clean Start a new one. False when there may be no more.</summary>
    public bool TryOpen(string key, MqttConnect connect, uint expirySeconds, IReadOnlyCollection<ushort>? received, out MqttSessionState state, out bool isPresent)
    {
        while (_states.TryGetValue(key, out var there))
        {
            if (connect.CleanStart)
            {
                End(there);
                continue;
            }

            lock (there.Gate)
            {
                if (there.HasEnded)
                {
                    continue;
                }

                there.Timer?.Dispose();
                there.Timer = null;
                there.PendingWill = null; // it came back in time [MQTT-3.1.3-9]
                there.Connect(expirySeconds, expirySeconds == 0 ? null : connect.Will, received);
                (state, isPresent) = (there, true);
                return true;
            }
        }

        isPresent = false;
        state = Create(key);
        if (_states.Count >= endpoint.Options.MaxSessions)
        {
            return false;
        }

        if (received is { Count: > 0 })
        {
            endpoint.SessionEnded(key); // left over from a session that ended with the process
        }

        state.Connect(expirySeconds, expirySeconds == 0 ? null : connect.Will, received: null);
        _states[key] = state;
        return true;
    }

    /// <summary>The connection of a session has ended; it ends now or later, and its will is published now, later or not at all.</summary>
    /// <param name="state">The session.</param>
    /// <param name="session">The host's side of the connection.</param>
    /// <param name="will">The will that is to be published, or null.</param>
    /// <returns>Completes when the host has committed a will that is published now.</returns>
    public Task Close(MqttSessionState state, IMqttSession session, MqttWill? will)
    {
        var isPutOff = will is { DelayIntervalSeconds: > 0 } && state.ExpirySeconds > 0;
        var published = will is not null && !isPutOff ? endpoint.PublishWill(state.Key, session, will) : Task.CompletedTask;
        if (state.ExpirySeconds == 0)
        {
            End(state);
            return published;
        }

        lock (state.Gate)
        {
            state.PendingWill = isPutOff ? (session, will!) : null; // it is put off, so there is one
            state.Disconnect(Now(), isPutOff ? will : null);
            Arm(state);
        }

        return published;
    }

    public void Dispose()
    {
        foreach (var state in _states.Values)
        {
            lock (state.Gate)
            {
                state.Timer?.Dispose();
                state.Timer = null;
            }
        }
    }

    private MqttSessionState Create(string key) => new(key, store, new(key, store, endpoint.Options.MaxQueuedMessages, endpoint.Options.MaxQueuedBytes));

    private long Now() => endpoint.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Under the session's gate.</summary>
    private void Arm(MqttSessionState state)
    {
        var due = state.EndsAtMilliseconds;
        if (state.PendingWill is { Will: var will })
        {
            var at = state.DisconnectedAtMilliseconds!.Value + 1000L * will.DelayIntervalSeconds; // it is disconnected
            due = due is { } end ? Math.Min(end, at) : at;
        }

        state.Timer?.Dispose();
        state.Timer = null;
        if (due is { } time)
        {
            var wait = TimeSpan.FromMilliseconds(Math.Max(0, time - Now()));
            state.Timer = endpoint.Time.CreateTimer(_ => OnDue(state), null, wait < TimerMaximum ? wait : TimerMaximum, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnDue(MqttSessionState state)
    {
        (IMqttSession Session, MqttWill Will)? due = null;
        lock (state.Gate)
        {
            if (state.IsConnected || state.HasEnded)
            {
                return;
            }

            var now = Now();
            if (!(state.EndsAtMilliseconds <= now))
            {
                if (state.PendingWill is { } pending && state.DisconnectedAtMilliseconds + 1000L * pending.Will.DelayIntervalSeconds <= now)
                {
                    due = pending;
                    state.PendingWill = null;
                    state.NoteWithoutWill();
                }

                Arm(state);
            }
        }

        if (due is { } published)
        {
            _ = endpoint.PublishWill(state.Key, published.Session, published.Will);
        }

        End(state, isDue: true);
    }

    /// <summary>Ends a session, once: its will is due with it (5.0: 3.1.3.2.2).</summary>
    /// <param name="state">The session.</param>
    /// <param name="isDue">Whether only if it has no connection and its time is over.</param>
    private void End(MqttSessionState state, bool isDue = false)
    {
        (IMqttSession Session, MqttWill Will)? pending;
        lock (state.Gate)
        {
            if (state.HasEnded || isDue && (state.IsConnected || !(state.EndsAtMilliseconds <= Now())))
            {
                return;
            }

            state.HasEnded = true;
            state.Timer?.Dispose();
            state.Timer = null;
            pending = state.PendingWill;
            state.PendingWill = null;
        }

        _states.TryRemove(new(state.Key, state));
        foreach (var subscription in state.Subscriptions.Values)
        {
            tree.Remove(state, subscription);
        }

        var isDurable = state.IsDurable;
        state.Outbound.End();
        if (isDurable)
        {
            store.Delete(state.Key);
        }

        endpoint.SessionEnded(state.Key);
        if (pending is { } will)
        {
            _ = endpoint.PublishWill(state.Key, will.Session, will.Will);
        }
    }
}
