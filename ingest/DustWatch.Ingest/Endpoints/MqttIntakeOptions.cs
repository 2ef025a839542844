namespace DustWatch.Ingest.Endpoints;

/// <summary>Who the embedded MQTT endpoint lets in.</summary>
/// <param name="AllowAnonymous">Clients without a user name may publish data; only from loopback, whatever this says.</param>
/// <param name="TakesTokens">A device's secret as user name, without a password, signs it in, as ThingsBoard's devices do it.</param>
public sealed record MqttIntakeOptions(bool AllowAnonymous, bool TakesTokens = false);
