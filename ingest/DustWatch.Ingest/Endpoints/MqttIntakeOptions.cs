namespace DustWatch.Ingest.Endpoints;

/// <summary>Who the embedded MQTT endpoint lets in.</summary>
/// <param name="AllowAnonymous">Clients without a user name may publish data; only from loopback, whatever this says.</param>
public sealed record MqttIntakeOptions(bool AllowAnonymous);
