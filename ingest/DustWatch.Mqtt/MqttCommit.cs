namespace DustWatch.Mqtt;

/// <summary>The messages of one read: how many of them are to be acknowledged, and what to wait for first.</summary>
internal readonly record struct MqttCommit(int Acknowledgements, ValueTask Durable);
