using System.Text;

namespace DustWatch.Mqtt;

/// <summary>The retained message of each topic (3.3.1.3). Any thread.</summary>
internal sealed class MqttRetainedMessages(IMqttSessionStore store, int messagesMax, long bytesMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MqttMessage> _messages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unstored = new(StringComparer.Ordinal); // topics whose last change the store was too far behind for
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count;
            }
        }
    }

    /// <summary>Puts back what was stored.</summary>
    public void Restore(IReadOnlyList<MqttMessage> messages)
    {
        foreach (var message in messages)
        {
            _messages[Encoding.UTF8.GetString(message.Topic.Span)] = message;
            _bytes += message.Bytes;
        }
    }

    /// <summary>Retains a message in place of the one before; with an empty payload none [MQTT-3.3.1-5, -6, -7]. False when there is no room.</summary>
    public bool TrySet(MqttMessage message)
    {
        var topic = Encoding.UTF8.GetString(message.Topic.Span);
        lock (_gate)
        {
            var before = _messages.GetValueOrDefault(topic);
            var bytes = _bytes - (before?.Bytes ?? 0) + message.Bytes;
            if (message.Payload.IsEmpty)
            {
                if (before is null)
                {
                    return true;
                }

                _messages.Remove(topic);
                bytes -= message.Bytes;
            }
            else if (bytes > bytesMax || before is null && _messages.Count >= messagesMax)
            {
                return false;
            }
            else
            {
                _messages[topic] = message;
            }

            _bytes = bytes;
            Store(topic, message);
            return true;
        }
    }

    /// <summary>Those that match a filter and have not expired.</summary>
    public List<MqttMessage> Find(string filter, long nowMilliseconds)
    {
        var found = new List<MqttMessage>();
        lock (_gate)
        {
            if (!filter.AsSpan().ContainsAny('+', '#'))
            {
                if (_messages.TryGetValue(filter, out var exact))
                {
                    found.Add(exact);
                }
            }
            else
            {
                found.AddRange(_messages.Where(entry => MqttTopic.IsMatch(filter, entry.Key)).Select(entry => entry.Value));
            }
        }

        found.RemoveAll(message => message.HasExpired(nowMilliseconds));
        return found;
    }

    /// <summary>Notes the changes that the store was too far behind for, when it is so no longer.</summary>
    public void StoreMissed()
    {
        lock (_gate)
        {
            if (store.IsBehind)
            {
                return;
            }

            foreach (var missed in _unstored)
            {
                store.Retain(_messages.GetValueOrDefault(missed) ?? new() { Topic = Encoding.UTF8.GetBytes(missed), Retain = true });
            }

            _unstored.Clear();
        }
    }

    /// <summary>Notes a change; while the store is behind only that there was one.</summary>
    private void Store(string topic, MqttMessage message)
    {
        if (store.IsBehind)
        {
            _unstored.Add(topic);
            _ = TryStoreMissedAsync();
            return;
        }

        _unstored.Remove(topic);
        store.Retain(message);
        StoreMissed();
    }

    // The disk may take it by now. If not, the next who has something to store tries again.
    private async Task TryStoreMissedAsync()
    {
        try
        {
            await store.FlushAsync().ConfigureAwait(false);
            StoreMissed();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // it stays among what is missed
        }
    }

    /// <summary>Topics that have a message.</summary>
    public IReadOnlyList<string> Topics()
    {
        lock (_gate)
        {
            return [.. _messages.Keys];
        }
    }
}
