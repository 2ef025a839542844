using System.Net;

namespace DustWatch.Dashboard.Configuration;

/// <summary>The endpoint's TLS listener.</summary>
/// <param name="Listen">Where it listens.</param>
/// <param name="Files">What it shows, and whose certificates it takes.</param>
internal sealed record MqttTlsSettings(IPEndPoint Listen, TlsFiles Files);
