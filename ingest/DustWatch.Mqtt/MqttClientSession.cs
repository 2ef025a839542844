namespace DustWatch.Mqtt;

/// <summary>What a client keeps of its session (4.1): unfinished publishes, and identifiers of messages of QoS 2 that were received and not released.</summary>
/// <param name="options">Whose.</param>
/// <param name="isKept">Whether it outlives its connections.</param>
internal sealed class MqttClientSession(MqttClientOptions options, bool isKept) : IDisposable
{
    public MqttInflight Outgoing { get; } = new(options.MaxInflight, isKept);

    /// <summary>The read loop of the connection alone.</summary>
    public HashSet<ushort> Received { get; } = [];

    public void Dispose() => Outgoing.Dispose();
}
