namespace DustWatch.Mqtt;

/// <summary>
/// Where sessions and retained messages survive a restart. Every change is noted at once, in order, and made durable together with the others by
/// <see cref="FlushAsync"/>: one commit for as many as have come meanwhile. Any thread.
/// </summary>
public interface IMqttSessionStore
{
    /// <summary>
    /// Whether more changes wait for a disk that has refused them than are to be kept in memory. Then nothing is begun that would add to them: the endpoint refuses sessions and subscriptions, and
    /// hands messages on from memory alone. The next <see cref="FlushAsync"/> tries the disk again.
    /// </summary>
    bool IsBehind { get; }

    /// <summary>All sessions as they were when the last flush completed, or later. Called once, before anything is noted.</summary>
    IReadOnlyList<MqttStoredSession> ReadSessions();

    /// <summary>All retained messages. Called once, before anything is noted.</summary>
    IReadOnlyList<MqttMessage> ReadRetained();

    /// <summary>Sets what is known of a session but its subscriptions, messages and received identifiers.</summary>
    void Save(MqttStoredHead head);

    /// <summary>Forgets a session and all that is its.</summary>
    void Delete(string key);

    /// <summary>Sets a subscription, in place of one with the same filter.</summary>
    void Subscribe(string key, MqttSubscription subscription);

    /// <summary>Forgets a subscription.</summary>
    void Unsubscribe(string key, string filter);

    /// <summary>Adds a message to those on their way to a session.</summary>
    void Enqueue(string key, MqttStoredMessage message);

    /// <summary>How far a message has got.</summary>
    void Advance(string key, long sequence, ushort packetId, MqttOutgoingState state);

    /// <summary>A message has arrived, or is given up.</summary>
    void Dequeue(string key, long sequence);

    /// <summary>Notes the packet identifier of a message of QoS 2 that was received and not released.</summary>
    void Receive(string key, ushort packetId);

    /// <summary>Forgets a packet identifier that was released.</summary>
    void Release(string key, ushort packetId);

    /// <summary>Sets the retained message of a topic; without one when its payload is empty.</summary>
    void Retain(MqttMessage message);

    /// <summary>Completes when all that was noted before is durable.</summary>
    /// <exception cref="IOException">It cannot be stored.</exception>
    ValueTask FlushAsync();
}
