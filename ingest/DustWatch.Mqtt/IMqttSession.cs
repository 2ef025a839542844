namespace DustWatch.Mqtt;

/// <summary>The host's side of one connection. Calls never overlap, apart from commits: a commit may still be pending while the next messages come.</summary>
public interface IMqttSession
{
    /// <summary>Takes one message, QoS 0 or 1, on the connection's read loop: it must neither block nor keep the spans. An exception closes the connection.</summary>
    /// <param name="message">The message; its topic is a valid name, its alias resolved.</param>
    /// <returns>
    /// The code of its PUBACK: <see cref="MqttReasonCode.Success"/>, <see cref="MqttReasonCode.NoMatchingSubscribers"/>, or a failure of 5.0's 3.4.2.1.
    /// On 3.1.1 every message is acknowledged, as that version has no way to say no (MQTT-3.3.5-2); the other way it allows is <see cref="IMqttPeer.Disconnect"/>. At QoS 0 the code is not told to anybody.
    /// </returns>
    MqttReasonCode Publish(in MqttPublish message);

    /// <summary>Called once after the messages of one read were given to <see cref="Publish"/>.</summary>
    /// <param name="cancellationToken">Cancelled when the connection is closed; what was taken may be committed nevertheless.</param>
    /// <returns>
    /// Completes when every message given so far is durable: only then are its messages acknowledged, in their order. Each is awaited once. At most <see cref="MqttLimits.PendingCommitsMax"/>
    /// are pending; past that the connection is not read. An exception closes the connection, and nothing of this commit or a later one is acknowledged.
    /// </returns>
    ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>Called once, last: after the last message (a will included) was given and the last commit has completed. Exceptions are logged.</summary>
    /// <param name="closed">Why the connection ended.</param>
    void Closed(MqttClosed closed);
}
