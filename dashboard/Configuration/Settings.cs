using System.Net;
using DustWatch.Backends.Influx;

namespace DustWatch.Dashboard.Configuration;

/// <summary>What an installation is told, checked.</summary>
/// <param name="Data">Folder of the embedded storage, absolute; the demo's is <c>demo</c> inside the one named.</param>
/// <param name="IsDemo">Whether a simulated district is served.</param>
/// <param name="HttpListen">Page, API, hub.</param>
/// <param name="HttpCertificate">PEM file, with <paramref name="HttpKey"/>.</param>
/// <param name="HttpKey">PEM file.</param>
/// <param name="PublicUrl">The address in links.</param>
/// <param name="TrustedProxies">Whose forwarded headers count.</param>
/// <param name="MqttListen">The embedded endpoint, or null for none.</param>
/// <param name="AllowAnonymous">Whether MQTT clients without a name may publish data.</param>
/// <param name="MaxInflight">Unacknowledged publishes a connection.</param>
/// <param name="LateHorizonMilliseconds">How late a sample may be.</param>
/// <param name="Influx">Where the history is kept besides the last days, or null for the data folder alone.</param>
internal sealed record Settings(
    string Data,
    bool IsDemo,
    IPEndPoint HttpListen,
    string? HttpCertificate,
    string? HttpKey,
    Uri? PublicUrl,
    IReadOnlyList<IPAddress> TrustedProxies,
    IPEndPoint? MqttListen,
    bool AllowAnonymous,
    ushort MaxInflight,
    long LateHorizonMilliseconds,
    InfluxOptions? Influx);
