namespace DustWatch.Mqtt;

/// <summary>Gets what a client is sent. Calls never overlap, apart from commits, which may still be pending while the next messages come.</summary>
public interface IMqttReceiver
{
    /// <summary>Takes one message on the connection's read loop: it must neither block nor keep the spans. An exception closes the connection. A message of QoS 2 comes once.</summary>
    /// <param name="message">The message; RETAIN says that it is one that the server had kept, or as it was published when the subscription asks for that.</param>
    /// <returns>The code of its acknowledgement; 3.1.1 has no other than <see cref="MqttReasonCode.Success"/>.</returns>
    MqttReasonCode Receive(in MqttPublish message);

    /// <summary>Called once after what one read brought was given to <see cref="Receive"/>.</summary>
    /// <param name="cancellationToken">Cancelled when the connection has ended; what was taken may be committed nevertheless.</param>
    /// <returns>
    /// Completes when everything given so far is durable: only then are its messages acknowledged, in their order. Each is awaited once. At most <see cref="MqttLimits.PendingCommitsMax"/>
    /// are pending; past that the connection is not read. An exception closes the connection, and nothing of this commit or a later one is acknowledged: the server sends it again.
    /// </returns>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
