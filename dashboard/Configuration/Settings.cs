using System.Net;
using DustWatch.Backends.Influx;
using DustWatch.Backends.Sqlite;

namespace DustWatch.Dashboard.Configuration;

/// <summary>What an installation is told, checked.</summary>
/// <param name="Data">Folder of the embedded storage, absolute; the demo's is <c>demo</c> inside the one named.</param>
/// <param name="IsDemo">Whether a simulated district is served.</param>
/// <param name="HttpListen">Page, API, hub.</param>
/// <param name="HttpTls">HTTPS, or null for none.</param>
/// <param name="PublicUrl">The address in links.</param>
/// <param name="TrustedProxies">Whose forwarded headers count.</param>
/// <param name="MqttListen">The embedded endpoint, or null for none.</param>
/// <param name="MqttTls">The endpoint's TLS listener, or null for none.</param>
/// <param name="AllowAnonymous">Whether MQTT clients without a name may publish data.</param>
/// <param name="TakesDeviceTokens">Whether a device's secret as MQTT user name, without a password, signs it in.</param>
/// <param name="MaxInflight">Unacknowledged publishes a connection.</param>
/// <param name="MqttLimits">What each connection, each address and all together may.</param>
/// <param name="Brokers">External brokers that samples are taken from.</param>
/// <param name="LateHorizonMilliseconds">How late a sample may be.</param>
/// <param name="History">How long the history keeps samples and summaries.</param>
/// <param name="LogAge">How old the log's records become.</param>
/// <param name="LogBytesMaximum">Bytes of records that the log holds.</param>
/// <param name="Influx">Where the history is kept besides the last days, or null for the data folder alone.</param>
internal sealed record Settings(
    string Data,
    bool IsDemo,
    IPEndPoint HttpListen,
    TlsFiles? HttpTls,
    Uri? PublicUrl,
    IReadOnlyList<IPAddress> TrustedProxies,
    IPEndPoint? MqttListen,
    MqttTlsSettings? MqttTls,
    bool AllowAnonymous,
    bool TakesDeviceTokens,
    ushort MaxInflight,
    MqttLimitSettings MqttLimits,
    BrokerSettings Brokers,
    long LateHorizonMilliseconds,
    HistoryRetention History,
    TimeSpan LogAge,
    long LogBytesMaximum,
    InfluxOptions? Influx);
