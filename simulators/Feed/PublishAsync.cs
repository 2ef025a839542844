namespace DustWatch.Simulator.Feed;

/// <summary>Publishes one message with QoS 1. Completes when it is acknowledged; the payload may be used again then.</summary>
public delegate ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
