namespace DustWatch.Mqtt;

/// <summary>The host's side of one connection. Calls never overlap, apart from commits, which may still be pending while the next messages come, and from <see cref="MayReceive"/>.</summary>
public interface IMqttSession
{
    /// <summary>Takes one message on the connection's read loop: it must neither block nor keep the spans. An exception closes the connection. A message of QoS 2 comes once, however often its client sends it.</summary>
    /// <param name="message">The message; its topic is a valid name, its alias resolved.</param>
    /// <returns>
    /// What became of it. On 3.1.1 every message is acknowledged, as that version has no way to say no (MQTT-3.3.5-2); the other way it allows is <see cref="IMqttPeer.Disconnect"/>.
    /// </returns>
    MqttTaken Publish(in MqttPublish message);

    /// <summary>The client has released a message of QoS 2: it will not send it again, and its packet identifier is free once the next commit has completed.</summary>
    /// <param name="packetId">The packet identifier that the message came with.</param>
    void Release(ushort packetId)
    {
    }

    /// <summary>Judges a subscription before it is made. For a shared one the filter after its share name counts.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <returns><see cref="MqttReasonCode.Success"/>, or why it is refused: a failure of 5.0's 3.9.3.</returns>
    MqttReasonCode Subscribe(MqttSubscription subscription) => MqttReasonCode.NotAuthorized;

    /// <summary>Whether the client may be sent messages of a topic. Asked for each message when it is about to be sent, from any thread, under a lock: whatever rights were when it subscribed, these count.</summary>
    /// <param name="topic">Topic name, UTF-8.</param>
    bool MayReceive(ReadOnlySpan<byte> topic) => true;

    /// <summary>Called once after what one read brought was given to <see cref="Publish"/> and <see cref="Release"/>.</summary>
    /// <param name="cancellationToken">Cancelled when the connection is closed; what was taken may be committed nevertheless.</param>
    /// <returns>
    /// Completes when everything given so far is durable: only then are its messages acknowledged, in their order. Each is awaited once. At most <see cref="MqttLimits.PendingCommitsMax"/>
    /// are pending; past that the connection is not read. An exception closes the connection, and nothing of this commit or a later one is acknowledged.
    /// </returns>
    ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>Called once: after the connection's last message was given and its last commit has completed. Only a will that is put off may follow, with a commit of its own. Exceptions are logged.</summary>
    /// <param name="closed">Why the connection ended.</param>
    void Closed(MqttClosed closed);
}
